import { unknownNames } from './unknown-names';

describe('unknown names', () => {
  it.each([
    ['SMTP_ULR', 'SMTP_URL'],
    ['SMPT_URL', 'SMTP_URL'],
    ['SMPT_ULR', 'SMTP_URL'],
    ['STMP_URL', 'SMTP_URL'],
    ['SMTPURL', 'SMTP_URL'],
    ['SMTP_HOST', 'SMTP_URL or SMTP_CA or SMTP_EHLO_NAME'],
    ['SMTP_URL_FLIE', 'SMTP_URL_FILE'],
    ['MONGODB_URL', 'MONGODB_URI'],
    ['MONGO_URI', 'MONGODB_URI'],
    ['TEMPORAL_ADRESS', 'TEMPORAL_ADDRESS'],
    ['SYSLOG_FORM', 'SYSLOG_FORMAT'],
    ['SYSLOGURL', 'SYSLOG_URL'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['CORS_ALLOWED', 'CORS_ORIGINS'],
    ['CERTLOOM_PROT', 'CERTLOOM_PORT'],
  ])('%s is taken for %s', (name, meant) => {
    expect(unknownNames({ [name]: 'hunter2' })).toEqual([`${name} is unknown: did you mean ${meant}?`]);
  });

  it('names all that begin alike where none is near', () => {
    expect(unknownNames({ SYSLOG_HOSTNAME: 'x' })).toEqual([
      'SYSLOG_HOSTNAME is unknown: did you mean SYSLOG_URL or SYSLOG_FORMAT or SYSLOG_FACILITY or SYSLOG_ENTERPRISE_ID or SYSLOG_TLS_CERT or SYSLOG_TLS_KEY?',
    ]);
  });

  it.each([
    'CERTLOOM_URL',
    'CERTLOOM_API_KEY_FILE',
    'CERTLOOM_SECRET_ON_CALL',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'FTP_PROXY',
    'HTTP_URL',
    'HTTP_CA',
    'HTTPS_URL',
    'FTP_URL',
    'SFTP_URL',
    'NTP_URL',
    'SNTP_URL',
    'SNMP_URL',
    'AMQP_URL',
    'SITE_URL',
    'SHOP_URL',
    'MAP_URL',
    'https_proxy',
    'SMTP_PROXY',
    'PATH',
    'HOME',
    'LANG',
    'NODE_OPTIONS',
    'XDG_CACHE_HOME',
    'KUBERNETES_SERVICE_HOST',
    'TEMPORAL_SERVICE_HOST',
    'TEMPORAL_SERVICE_PORT_GRPC',
    'MONGODB_PORT',
    'MONGODB_PORT_27017_TCP_ADDR',
    'TEMPORAL_CONFIG_FILE',
    'TEMPORAL_CODEC_ENDPOINT',
    'TEMPORAL_DEBUG',
    'MONGOMS_DOWNLOAD_MIRROR',
    'CERTLOOM_TEST_ENGINES',
    'CERTLOOM_PWSH_CASES',
    'CERTLOOM_CHROMIUM',
    'SMTP_URL',
    'SMTP_URL_FILE',
    'DATABASE_URL',
  ])('%s is left alone', (name) => {
    expect(unknownNames({ [name]: 'x' })).toEqual([]);
  });

  it('overlooks what is empty, except under our own prefix', () => {
    expect(unknownNames({ SMTP_HOST: '', MONGODB_URL: ' ' })).toEqual([]);
    expect(unknownNames({ CERTLOOM_PROT: '' })).toHaveLength(1);
  });

  it('shows no value and no odd character', () => {
    expect(unknownNames({ 'SMTP_\u001b[31mX': 'hunter2' })).toEqual([
      'SMTP_?[31mX is unknown: did you mean SMTP_URL or SMTP_CA or SMTP_EHLO_NAME?',
    ]);
  });
});
