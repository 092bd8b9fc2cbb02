import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AuthorityInstance } from '../../src/domain/authorities/instance';
import type { StepCaSettings } from '../../src/domain/authorities/step-ca-settings';
import { createSecretBox } from '../../src/secrets/secret-box';
import { sealSettings } from '../../src/services/authorities/secrets';
import { createStepCaRequests } from '../../src/services/authorities/step-ca/requests';
import type { Provisioner } from '../../src/services/authorities/step-ca/tokens';
import { acmeExchange, type NextAnswer } from './acme-session';

export const stepCaSettings: StepCaSettings = {
  ...{ kind: 'step-ca', url: 'https://ca.example', provisioner: 'me' },
};

/** A step-ca that gives one answer after another, and an authority with these secrets. */
export function stepCa(answers: readonly NextAnswer[], secrets: Readonly<Record<string, string>> = {}) {
  const { exchange, asked } = acmeExchange(...answers);
  const box = createSecretBox([randomBytes(32)]);
  const kept = sealSettings({ ...stepCaSettings, ...secrets }, { uuid: 'a', before: null, box });
  const instance: AuthorityInstance = {
    ...{ uuid: 'a', name: 'inside', description: '', enabled: true, revision: 1, ...kept },
  };
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const provisioner: Provisioner = { name: 'me', keyId: 'kid', key };
  let forgotten = 0;
  const provisioners = { get: async () => provisioner, forget: () => void (forgotten += 1) };
  return { ask: createStepCaRequests(exchange), asked, box, instance, provisioners, forgotten: () => forgotten };
}

/** What a token says. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as Record<string, unknown>;
}
