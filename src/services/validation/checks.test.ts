import { certificateOf, rulesInMemory } from '../../../test/support/services';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { ValidationResult } from '../../domain/validation/validation';
import type { Verdict } from '../../domain/validation/verdict';
import { checkNoMore } from '../../store/certificates/stored-fields';
import type { ValidationSubject } from '../../store/validation/validations';
import { createRules } from '../firings/rules';
import { createChecks } from './checks';
import type { AddressedCertificate } from './sources';

const now = new Date('2030-01-10T12:00:00Z');
const valid: ValidationResult = {
  ...{ status: 'valid', checks: [], path: [], fault: null, refusedPaths: [], notes: [], evidence: [] },
  revocation: null,
};
const revoked: ValidationResult = {
  ...valid,
  status: 'revoked',
  revocation: { revokedAt: null, reason: 'keyCompromise', by: 'list' },
};

function checking(
  options: { result?: ValidationResult; certificate?: Partial<CertificateRecord>; races?: number } = {},
) {
  let subject: ValidationSubject = {
    certificate: { ...certificateOf('web'), ...options.certificate },
    der: Buffer.of(0),
    sequence: 0,
    checkedAt: null,
    issuerChange: null,
    fault: null,
  };
  let races = options.races ?? 0;
  const written: { verdict: Verdict; checkAt: Date }[] = [];
  const postponed: Date[] = [];
  const lost: string[] = [];
  const told: string[] = [];
  const checks = createChecks({
    validations: {
      subjects: async () => [subject],
      async write(seen, verdict, checkAt) {
        if (seen.sequence !== subject.sequence) return false;
        if (races > 0) {
          races -= 1;
          const certificate = { ...subject.certificate, validationStatus: 'invalid' as const };
          subject = { ...subject, certificate, sequence: subject.sequence + 1 };
          return false;
        }
        written.push({ verdict, checkAt });
        const certificate = { ...subject.certificate, ...verdict.statuses };
        subject = { ...subject, certificate, sequence: verdict.change?.sequence ?? subject.sequence, checkedAt: now };
        return true;
      },
      postpone: async (_uuids, checkAt) => void postponed.push(checkAt),
    },
    rules: createRules(rulesInMemory().deps, 'certificate_status_changed'),
    validate: async () => options.result ?? valid,
    readStored: () => ({}) as AddressedCertificate,
    sourcesOf: () => ({}) as never,
    losing: async ({ uuid }, lose) => {
      lost.push(uuid);
      return lose();
    },
    onChanged: async ({ uuid }) => void told.push(uuid),
    now: () => now,
  });
  return { checks, written, postponed, lost, told };
}

describe('checks of certificates', () => {
  it('write the verdict and when the next one is due', async () => {
    const { checks, written, told, lost } = checking();
    expect(await checks.check(['c-web'])).toEqual({ checked: 1, changed: ['c-web'] });
    expect(written).toMatchObject([
      {
        verdict: { change: { sequence: 1, from: 'not_checked', to: 'valid' } },
        checkAt: new Date('2030-01-11T12:00:00Z'),
      },
    ]);
    expect([told, lost]).toEqual([['c-web'], []]);
  });

  it('change nothing the second time', async () => {
    const { checks, written } = checking();
    await checks.check(['c-web']);
    expect(await checks.check(['c-web'], true)).toEqual({ checked: 1, changed: [] });
    expect(written.map(({ verdict: { change } }) => change?.sequence)).toEqual([1, undefined]);
  });

  it('are left out when the last one is not long ago, unless somebody asks', async () => {
    const { checks, written, postponed } = checking();
    await checks.check(['c-web']);
    expect(await checks.check(['c-web'])).toEqual({ checked: 0, changed: [] });
    expect([written.length, postponed.length]).toEqual([1, 1]);
  });

  it('are not made any more of what is archived, and of what was found to be revoked', async () => {
    const archived = checking({ certificate: { archived: true } });
    expect(await archived.checks.check(['c-web'])).toEqual({ checked: 0, changed: [] });
    expect(archived.postponed).toEqual([checkNoMore]);
    const { checks, written, lost } = checking({ result: revoked });
    await checks.check(['c-web']);
    expect(written).toMatchObject([{ checkAt: checkNoMore, verdict: { revocation: { reason: 'keyCompromise' } } }]);
    expect(lost).toEqual(['c-web']);
  });

  it('look again after another one was quicker, and change once', async () => {
    const { checks, written } = checking({ races: 1 });
    expect(await checks.check(['c-web'], true)).toEqual({ checked: 1, changed: ['c-web'] });
    expect(written).toMatchObject([{ verdict: { change: { sequence: 2, from: 'invalid', to: 'valid' } } }]);
  });
});
