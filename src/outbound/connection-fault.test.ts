import { connectionFaultOf } from './connection-fault';

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

it.each([
  { error: coded('ECONNREFUSED'), code: 'connection_failed', reason: /refuses connections \(ECONNREFUSED\)/ },
  { error: coded('ESOCKET', { originalCode: 'ECONNREFUSED' }), code: 'connection_failed', reason: /ECONNREFUSED/ },
  { error: coded('EDNS', { originalCode: 'ENOTFOUND' }), code: 'name_not_resolved', reason: /ENOTFOUND/ },
  { error: coded('EAI_AGAIN'), code: 'name_not_resolved', reason: /name/ },
  { error: coded('UND_ERR_CONNECT_TIMEOUT'), code: 'timeout', reason: /in time/ },
  { error: coded('ENETUNREACH'), code: 'connection_failed', reason: /no route/ },
  { error: coded('UND_ERR_SOCKET'), code: 'connection_failed', reason: /closed/ },
  { error: coded('EPROTO'), code: 'tls_failed', reason: /secure connection/ },
  { error: new AggregateError([coded('ECONNREFUSED')]), code: 'connection_failed', reason: /refuses/ },
  { error: new Error('x', { cause: coded('ECONNRESET') }), code: 'connection_failed', reason: /closed/ },
  { error: 'text', code: 'connection_failed', reason: /^could not be reached$/ },
  { error: coded('EODD'), code: 'connection_failed', reason: /\(EODD\)/ },
])('$error', ({ error, code, reason }) => {
  const fault = connectionFaultOf(error);
  expect(fault).toMatchObject({ code, isAboutCertificate: false });
  expect(fault.reason).toMatch(reason);
});

it.each([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
])('%s is about the certificate alone', (code) => {
  const fault = connectionFaultOf(coded('ESOCKET', { originalCode: code }));
  expect(fault).toMatchObject({ code: 'tls_failed', isAboutCertificate: true });
  expect(fault.reason).toContain(code);
});

it('every TLS fault has a text of its own', () => {
  const codes = ['ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ETLS'];
  const texts = codes.map((code) => connectionFaultOf(coded(code)).reason.replace(/ \(.*/, ''));
  expect(new Set(texts).size).toBe(codes.length);
});
