import { z } from 'zod';
import { sinkNames } from '../domain/event-log/entry';
import { exampleEnterpriseId } from '../domain/event-log/warnings';
import { scriptSettings } from './script-settings';
import { optional, withDefault } from './setting';
import * as value from './values';

/** Task queues a worker process can serve. */
export const workerQueues = ['certloom', 'scan', 'delivery', 'scripts-api', 'scripts-service'] as const;
export type WorkerQueue = (typeof workerQueues)[number];

/** Forms of the event log: in its file, and as messages to a syslog receiver. */
export const eventLogFormats = ['json', 'cef'] as const;
export const syslogFormats = ['rfc5424', 'cef'] as const;

/** What `tls` of a mail server's URL may say; delivery/mail/smtp-address.ts says what it means. */
const smtpsTls = ['verify', 'required', 'opportunistic'];
const smtpTls = [...smtpsTls, 'none'];
const framing = ['octet-counting', 'newline'];

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Of the first administrator's key, wherever it comes from. */
export const leastAdminKeyLength = 20;

/** Every environment variable that Certloom reads, by its name in `Config`. Order is that of the README's table. */
export const settings = {
  host: withDefault('CERTLOOM_HOST', '127.0.0.1', value.host, {
    type: 'IP address or host name',
    effect: 'Address the API listens on.',
  }),
  port: withDefault('CERTLOOM_PORT', '8080', value.port, {
    type: 'port, 0 = any free one',
    effect: 'Port the API listens on.',
  }),
  publicUrl: optional('CERTLOOM_PUBLIC_URL', value.url('http', 'https'), {
    type: 'URL',
    defaultNote: 'host and port of the API',
    effect: 'Address under which people and webhooks reach this installation; used for links.',
  }),
  instance: withDefault('CERTLOOM_INSTANCE', 'default', value.name, {
    type: 'name',
    effect: 'Name of this installation, in webhook events (`source`) and log lines.',
  }),
  dataDir: withDefault('CERTLOOM_DATA_DIR', './data', value.folder, {
    type: 'folder',
    effect: 'Everything kept on disk: embedded Temporal and MongoDB, their logs, generated keys.',
  }),
  adminKey: optional('CERTLOOM_ADMIN_KEY', value.secret(leastAdminKeyLength), {
    type: `secret, at least ${leastAdminKeyLength} characters`,
    display: 'secret',
    defaultNote: 'created at the first start, printed once and kept in the data folder',
    effect: 'API key of the first administrator.',
  }),
  masterKey: optional('CERTLOOM_MASTER_KEY', value.secret(32), {
    type: 'secret, at least 32 characters',
    display: 'secret',
    defaultNote: 'created at the first start and kept in the data folder',
    effect: 'Encrypts stored secrets and keys HMACs; the same for every process of one installation.',
  }),
  oldMasterKeys: withDefault('CERTLOOM_OLD_MASTER_KEYS', '', value.retiredSecrets(32), {
    type: 'comma list of secrets',
    display: 'secret',
    defaultNote: 'none',
    effect:
      'Earlier master keys: they open what was sealed under them, such as histories of runs, stored webhook secrets and uploads that are being decided, and seal nothing.',
  }),
  payloadKey: withDefault('CERTLOOM_PAYLOAD_KEY', '', value.keysOf32Bytes, {
    type: 'comma list of keys, 32 bytes each in base64',
    display: 'secret',
    defaultNote: 'derived from the master key; `certloom payload-key` shows it',
    effect:
      'Seals what runs hand to Temporal; the first one seals, all of them open. What a worker needs that has no master key because it serves scripts only.',
  }),
  ...scriptSettings,
  logLevel: withDefault('CERTLOOM_LOG_LEVEL', 'info', z.enum(logLevels, `expected one of ${logLevels.join(', ')}`), {
    type: logLevels.join(', '),
    effect: 'Least severe log lines that are written.',
  }),
  acmeHttpPort: optional('CERTLOOM_ACME_HTTP_PORT', value.port, {
    type: 'port, 0 = any free one',
    defaultNote: 'none: http-01 challenges are not answered',
    effect:
      'Port at CERTLOOM_HOST where an API process answers http-01 challenges of ACME authorities, and nothing else; port 80 of the names must lead there.',
  }),
  workerServes: withDefault('CERTLOOM_WORKER_SERVES', workerQueues.join(','), value.choices(workerQueues), {
    type: `comma list of ${workerQueues.join(', ')}`,
    effect: 'Task queues that a worker process polls.',
  }),
  workerPort: optional('CERTLOOM_WORKER_PORT', value.port, {
    type: 'port, 0 = any free one',
    defaultNote: 'none: a worker listens on no port',
    effect: 'Port at CERTLOOM_HOST where a worker process answers `/livez`, `/readyz` and `/metrics`.',
  }),
  rateLimit: withDefault('CERTLOOM_RATE_LIMIT', '0', value.count, {
    type: 'requests a minute, 0 = off',
    effect: 'Most requests a minute that one API key may send to the upload routes.',
  }),
  corsOrigins: withDefault('CORS_ORIGINS', '', value.origins, {
    type: 'comma list of origins',
    defaultNote: 'none: CORS is off',
    effect: 'Web origins whose pages may call the API; compared exactly.',
  }),
  trustedProxies: withDefault('CERTLOOM_TRUSTED_PROXIES', '', value.networks, {
    type: 'comma list of networks, addresses',
    defaultNote: 'none: `X-Forwarded-For` is not used',
    effect: 'Proxies in front of the API whose `X-Forwarded-For` says where a request came from.',
  }),
  outboundAllow: withDefault('CERTLOOM_OUTBOUND_ALLOW', '', value.destinations, {
    type: 'comma list of networks, addresses, host names',
    defaultNote: 'none: private networks are blocked',
    effect: 'Private destinations that webhooks and other outbound calls may reach.',
  }),
  deployFolders: withDefault('CERTLOOM_DEPLOY_FOLDERS', '', value.folders, {
    type: 'comma list of folders',
    defaultNote: 'none: no file is written',
    effect: 'Folders of a worker in whose files renewal handlers replace certificates, with all below them.',
  }),
  discoveryFolders: withDefault('CERTLOOM_DISCOVERY_FOLDERS', '', value.folders, {
    type: 'comma list of folders',
    defaultNote: 'none: no folder is read',
    effect: 'Folders of a worker that discoveries may read, with all below them.',
  }),
  outboundProxy: optional('HTTPS_PROXY', value.url('http', 'https'), {
    type: 'URL, http:// or https://',
    display: 'address',
    defaultNote: 'none: receivers are reached directly',
    effect: 'HTTP proxy (CONNECT) for webhooks and other outbound calls, http and https; not for mail and syslog.',
  }),
  noProxy: withDefault('NO_PROXY', '', value.proxyExceptions, {
    type: 'comma list of host names, addresses, networks',
    defaultNote: 'none',
    effect: 'Destinations that are reached without the proxy.',
  }),
  outboundCa: optional('CERTLOOM_OUTBOUND_CA', value.certificates, {
    type: 'certificates, PEM',
    display: 'secret',
    defaultNote: 'none: the public authorities that come with Node.js',
    effect:
      'Authorities trusted in addition to the public ones by webhooks and all other outbound TLS, including mail and syslog.',
  }),
  smtpUrl: optional('SMTP_URL', value.urlWith({ smtp: { tls: smtpTls }, smtps: { tls: smtpsTls } }), {
    type: 'URL, smtp:// or smtps://',
    display: 'address',
    defaultNote: 'none: no e-mail is sent',
    effect:
      'Mail server for e-mail notifications; user and password go into the URL. `?tls=verify` insists on a trusted certificate (default with a password), `opportunistic` takes what the server offers, `none` never encrypts.',
  }),
  smtpCa: optional('SMTP_CA', value.certificates, {
    type: 'certificates, PEM',
    display: 'secret',
    defaultNote: 'as all other outbound TLS',
    effect: 'Authorities trusted for the mail server, in place of all others.',
  }),
  smtpEhloName: optional('SMTP_EHLO_NAME', value.ehloName, {
    type: 'DNS name',
    defaultNote: 'host of CERTLOOM_PUBLIC_URL, else domain of the sender, else name of the machine',
    effect: 'What this installation calls itself to the mail server.',
  }),
  mailFrom: withDefault('CERTLOOM_MAIL_FROM', 'Certloom <certloom@localhost>', value.mailbox, {
    type: 'mail address',
    effect: 'Sender of e-mail notifications.',
  }),
  dkimDomain: optional('CERTLOOM_DKIM_DOMAIN', value.domain, {
    type: 'domain name',
    defaultNote: 'none: mail is not signed',
    effect: 'Domain that signs e-mail (DKIM); needs the selector and the key too.',
  }),
  dkimSelector: optional('CERTLOOM_DKIM_SELECTOR', value.selector, {
    type: 'DKIM selector',
    effect: 'Names the public key, which is in DNS at selector._domainkey.domain.',
  }),
  dkimKey: optional('CERTLOOM_DKIM_KEY', value.rsaPrivateKey, {
    type: 'RSA private key, PEM',
    display: 'secret',
    effect: 'Key that signs e-mail.',
  }),
  noticeLinkDays: withDefault('CERTLOOM_NOTICE_LINK_DAYS', '90', value.days, {
    type: 'days, 0 = links lead to the API',
    effect:
      'How long the links in notices open a page about their certificate, read-only and without an API key, for whoever has them.',
  }),
  acknowledgeByLink: withDefault('CERTLOOM_ACKNOWLEDGE_BY_LINK', 'off', value.onOff, {
    type: 'on, off',
    effect: 'Whether whoever has the link of a notice may acknowledge on its page without an API key.',
  }),
  eventLogFormat: withDefault(
    'CERTLOOM_EVENT_LOG_FORMAT',
    'json',
    z.enum(eventLogFormats, `expected one of ${eventLogFormats.join(', ')}`),
    {
      type: eventLogFormats.join(', '),
      effect: "Form of the event log's file: JSON Lines, or CEF:0.",
    },
  ),
  syslogUrl: optional('SYSLOG_URL', value.urlWith({ udp: {}, tcp: { framing }, tls: { framing } }), {
    type: 'URL, udp://, tcp:// or tls://',
    display: 'address',
    defaultNote: 'none',
    effect:
      'Syslog receiver (RFC 5424) of event log entries. `?framing=newline` (TCP, TLS) for receivers that do not know octet counting.',
  }),
  syslogFormat: withDefault(
    'SYSLOG_FORMAT',
    'rfc5424',
    z.enum(syslogFormats, `expected one of ${syslogFormats.join(', ')}`),
    {
      type: syslogFormats.join(', '),
      effect: 'What a syslog message holds: structured data and text, or CEF:0 behind the same header.',
    },
  ),
  syslogFacility: withDefault('SYSLOG_FACILITY', '13', value.facility, {
    type: 'number, 0 to 23',
    effect: 'Facility of syslog messages (RFC 5424, section 6.2.1); 13 is the log audit.',
  }),
  syslogEnterpriseId: withDefault('SYSLOG_ENTERPRISE_ID', String(exampleEnterpriseId), value.enterpriseNumber, {
    type: 'number',
    effect:
      'Private enterprise number in the names of structured data; 32473 is set aside for examples, yours is in the list of IANA.',
  }),
  syslogTlsCert: optional('SYSLOG_TLS_CERT', value.certificates, {
    type: 'certificates, PEM',
    display: 'secret',
    defaultNote: 'none',
    effect: 'Client certificate for a syslog receiver over TLS, with its chain.',
  }),
  syslogTlsKey: optional('SYSLOG_TLS_KEY', value.privateKey, {
    type: 'private key, PEM',
    display: 'secret',
    defaultNote: 'none',
    effect: 'Key of SYSLOG_TLS_CERT.',
  }),
  eventLogSinks: optional('CERTLOOM_EVENT_LOG_SINKS', value.choices(sinkNames), {
    type: `comma list of ${sinkNames.join(', ')}`,
    defaultNote: '`file`, `syslog` with SYSLOG_URL, `windows` on Windows',
    effect: 'Where entries of the event log go beside the database; `journald` is standard output.',
  }),
  eventLogRequired: withDefault('CERTLOOM_EVENT_LOG_REQUIRED', '', value.choicesOrNone(sinkNames), {
    type: `comma list of ${sinkNames.join(', ')}`,
    defaultNote: 'none: entries follow later when a sink is away',
    effect: 'Sinks without which an alert, a script or a step that writes to the event log fails.',
  }),
  temporalAddress: optional('TEMPORAL_ADDRESS', value.hostAndPort, {
    type: 'host:port',
    defaultNote: 'none: a server is embedded',
    effect: 'Temporal server to use instead of an embedded one.',
  }),
  temporalNamespace: withDefault('TEMPORAL_NAMESPACE', 'default', value.name, {
    type: 'name',
    effect: 'Temporal namespace.',
  }),
  temporalTls: withDefault('TEMPORAL_TLS', 'off', value.onOff, {
    type: 'on, off',
    defaultNote: '`off`; `on` with any of the settings below',
    effect: 'Whether the server at TEMPORAL_ADDRESS is spoken to over TLS.',
  }),
  temporalTlsCa: optional('TEMPORAL_TLS_CA', value.certificates, {
    type: 'certificates, PEM',
    display: 'secret',
    defaultNote: 'none: the public authorities',
    effect: "Authorities trusted for the Temporal server's certificate, in place of all others.",
  }),
  temporalTlsServerName: optional('TEMPORAL_TLS_SERVER_NAME', value.host, {
    type: 'host name',
    defaultNote: 'that of TEMPORAL_ADDRESS',
    effect: "Name that the Temporal server's certificate is to have.",
  }),
  temporalTlsCert: optional('TEMPORAL_TLS_CERT', value.certificates, {
    type: 'certificates, PEM',
    display: 'secret',
    defaultNote: 'none: no client certificate',
    effect: 'Client certificate for the Temporal server, with its issuers; needs the key too.',
  }),
  temporalTlsKey: optional('TEMPORAL_TLS_KEY', value.privateKey, {
    type: 'private key, PEM',
    display: 'secret',
    effect: 'Key of the client certificate.',
  }),
  temporalApiKey: optional('TEMPORAL_API_KEY', value.secret(1), {
    type: 'text',
    display: 'secret',
    defaultNote: 'none',
    effect: 'API key for the Temporal server; sent over TLS only.',
  }),
  temporalUiUrl: optional('TEMPORAL_UI_URL', value.url('http', 'https'), {
    type: 'URL',
    defaultNote: 'that of the embedded server',
    effect: 'Temporal UI that runs are linked to.',
  }),
  temporalCliPath: optional('TEMPORAL_CLI_PATH', value.folder, {
    type: 'file',
    defaultNote: '`temporal` on the PATH',
    effect: 'Temporal CLI that the embedded server is started from.',
  }),
  temporalPort: withDefault('CERTLOOM_TEMPORAL_PORT', '7233', value.port, {
    type: 'port, 0 = any free one',
    defaultNote: '7233, another if that is taken',
    effect: 'Port of the embedded Temporal server.',
  }),
  temporalUiPort: withDefault('CERTLOOM_TEMPORAL_UI_PORT', '8233', value.port, {
    type: 'port, 0 = any free one',
    defaultNote: '8233, another if that is taken',
    effect: 'Port of the embedded Temporal UI.',
  }),
  temporalUi: withDefault('CERTLOOM_TEMPORAL_UI', 'on', value.onOff, {
    type: 'on, off',
    effect: 'Whether the embedded Temporal server has its UI, which asks nobody on the machine who they are.',
  }),
  checkScans: withDefault('CERTLOOM_CHECK_SCANS', 'off', value.onOff, {
    type: 'on, off',
    effect:
      'Whether each scan for expiring certificates also looks at those that it knows need no look, and logs an error where one would have come to something else. Takes as long as the scan of an hour in which everything changes.',
  }),
  temporalEncryption: withDefault('CERTLOOM_TEMPORAL_ENCRYPTION', 'on', value.onOff, {
    type: 'on, off',
    effect:
      'Whether arguments, results and summaries of runs are encrypted under the master key before Temporal gets them.',
  }),
  mongodbUri: optional('MONGODB_URI', value.mongodbUri, {
    type: 'MongoDB connection string',
    display: 'address',
    defaultNote: 'none: a server is embedded',
    effect: 'MongoDB replica set to use instead of an embedded server.',
  }),
  mongoPort: withDefault('CERTLOOM_MONGO_PORT', '27017', value.port, {
    type: 'port, 0 = any free one',
    defaultNote: '27017, another if that is taken',
    effect: 'Port of the embedded MongoDB server.',
  }),
} as const;

export type SettingKey = keyof typeof settings;
