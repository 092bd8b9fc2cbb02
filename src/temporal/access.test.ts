import { connectionAccess } from './access';

describe('connectionAccess', () => {
  it('is plain when nothing is given', () => {
    expect(connectionAccess({ temporalTls: false })).toEqual({});
  });

  it.each([
    ['the switch', { temporalTls: true }, {}],
    ['an authority', { temporalTlsCa: 'ca' }, { serverRootCACertificate: Buffer.from('ca') }],
    ['a name', { temporalTlsServerName: 'temporal.example' }, { serverNameOverride: 'temporal.example' }],
    [
      'a client certificate',
      { temporalTlsCert: 'c', temporalTlsKey: 'k' },
      { clientCertPair: { crt: Buffer.from('c'), key: Buffer.from('k') } },
    ],
  ])('is TLS with %s', (_what, given, tls) => {
    expect(connectionAccess({ temporalTls: false, ...given })).toEqual({ tls });
  });

  it('sends an API key over TLS only', () => {
    expect(connectionAccess({ temporalTls: false, temporalApiKey: 'secret' })).toEqual({ tls: {}, apiKey: 'secret' });
  });
});
