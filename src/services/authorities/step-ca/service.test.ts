import { stepCa, stepCaSettings } from '../../../../test/support/step-ca';
import { createStepCaService, type StepCaServiceDeps } from './service';

it('asks for the provisioner now when it is probed, and has no renewal information and no list', async () => {
  const { instance } = stepCa([]);
  const read: string[] = [];
  const provisioners = { read: async ({ uuid }: { uuid: string }) => void read.push(uuid) };
  const service = createStepCaService({ provisioners } as unknown as StepCaServiceDeps);
  const authority = service.open(instance, stepCaSettings);
  await authority.probe();
  expect([read, await authority.renewalWindow(Buffer.alloc(0))]).toEqual([['a'], null]);
  expect(() => authority.issued(0)).toThrow('do not tell what they have issued');
});
