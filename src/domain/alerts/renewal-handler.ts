import { hasTokens } from '../values/tokens';
import type { HandlerType } from './handler';
import { readHostPort } from './host-port';

export const renewalHandler: HandlerType = {
  code: 'renewal',
  title: 'Renewal',
  inCompat: true,
  perRecipientInCompat: false,
  mailsInCompat: true,
  runPers: ['certificate'],
  isMail: false,
  kinds: ['expiration'],
  retry: { attempts: 1, firstPauseSeconds: 0 },
  permission: 'certificates:renew',
  produces: [
    ...['operationId', 'operationState', 'newCertificateId', 'newThumbprint', 'newExpiration'],
    ...['deployed', 'notDeployed', 'endpointVerified'],
  ],
  templates: ['verifyEndpoint'],
  faults({ verifyEndpoint }) {
    if (typeof verifyEndpoint !== 'string' || mayHoldTokens(verifyEndpoint)) return [];
    const detail = 'a host and a port are expected, such as www.example.com:443 or [2001:db8::7]:443';
    return readHostPort(verifyEndpoint) === undefined
      ? [{ pointer: '/verifyEndpoint', code: 'wrong_value', detail }]
      : [];
  },
};

/** What it comes to is read when it is filled. */
function mayHoldTokens(text: string): boolean {
  return text.includes('{') || hasTokens(text);
}
