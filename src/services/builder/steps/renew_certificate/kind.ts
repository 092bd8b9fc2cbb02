import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';
import { line, uuid } from '../members';

export const renewCertificateStep: DescribedStepKind = {
  code: 'renew_certificate',
  title: 'Renew Certificate',
  help: 'Renews the certificate through its authority, and waits for the new one. What is left out stays as it was.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: [
    'expiration',
    'certificate_entered_collection',
    'certificate_left_collection',
    'event:certificate_status_changed',
    'event:certificate_action_performed',
    'event:certificate_expiring',
    'event:certificate_discovered',
    'event:certificate_uploaded',
  ],
  templates: [],
  originNames: ['ExpirationRenewal'],
  // The same key is the same operation.
  isRepeatable: true,
  timeoutSeconds: 86_400,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  permissions: () => ['certificates:renew'],
  produces: () => ['newCertificateId', 'newThumbprint', 'newExpiration', 'operationId', 'operationState'],
  faults: ({ keyAlgorithm, keySize, curve }) => {
    const wrong = (pointer: string, detail: string) => [{ pointer, code: 'wrong_value', detail }];
    if (keySize !== undefined && keyAlgorithm !== 'rsa') return wrong('/keySize', 'this is for keyAlgorithm rsa');
    if (curve !== undefined && keyAlgorithm !== 'ec') return wrong('/curve', 'this is for keyAlgorithm ec');
    return [];
  },
  settings: z.strictObject({
    raProfile: uuid.optional().describe('uuid of an RA profile. Left out: that of the certificate.'),
    authority: uuid.optional().describe('uuid of an authority. Left out: that of the RA profile.'),
    deploy: z.boolean().default(false).describe('Puts the new one in the places where the old one was found.'),
    verifyEndpoint: line(300, 1)
      .optional()
      .describe('host:port, which is asked by TLS afterwards whether it shows the new certificate.'),
    keyAlgorithm: z
      .enum(['rsa', 'ec', 'ed25519'])
      .optional()
      .describe('Of a new key, which the RA profile has to keep. Left out: the request as before.'),
    keySize: z.literal([2048, 3072, 4096]).optional().describe('Bits of an RSA key.'),
    curve: z.enum(['prime256v1', 'secp384r1']).optional().describe('Of an EC key.'),
  }),
};
