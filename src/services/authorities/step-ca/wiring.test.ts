import { randomBytes } from 'node:crypto';
import { stepCa, stepCaSettings } from '../../../../test/support/step-ca';
import { createSecretBox } from '../../../secrets/secret-box';
import type { RememberedRevocations } from '../remembered-revocations';
import { createStepCa } from './wiring';

it('asks the server through the fetcher that it is given', async () => {
  const asked: string[] = [];
  const service = createStepCa({
    box: createSecretBox([randomBytes(32)]),
    fetcher: {
      fetch: async (url) => {
        asked.push(url);
        return { kind: 'refused', code: 'address_not_allowed', detail: 'No.' };
      },
    },
    remembered: {} as RememberedRevocations,
    now: () => new Date(),
  });
  await expect(service.open(stepCa([]).instance, stepCaSettings).probe()).rejects.toThrow('No.');
  expect(asked).toEqual(['https://ca.example/1.0/provisioners?limit=100&cursor=']);
});
