import type { CertificateRecord } from '../../domain/certificates/certificate';
import { dueFrom } from '../../domain/expiration/due';
import type { PathCertificate } from '../../domain/validation/path-certificate';
import type { ValidationOptions, ValidationResult, ValidationSources } from '../../domain/validation/validation';
import { isCheckDue, isWorthChecking, nextCheckAt, validationRuleFor } from '../../domain/validation/validation-rule';
import { verdictOf, type Verdict } from '../../domain/validation/verdict';
import { checkNoMore } from '../../store/certificates/stored-fields';
import type { ValidationStore, ValidationSubject } from '../../store/validation/validations';
import type { LostReplacements } from '../expiration/lost-replacements';
import type { FiringRules } from '../firings/rules';
import { issuerIdOf } from './rechecks';
import type { AddressedCertificate } from './sources';

export interface CheckDeps {
  readonly validations: Pick<ValidationStore, 'subjects' | 'write' | 'postpone'>;
  readonly rules: () => Promise<FiringRules>;
  readonly validate: (
    certificate: PathCertificate,
    sources: ValidationSources,
    options: ValidationOptions,
  ) => Promise<ValidationResult>;
  readonly readStored: (certificate: CertificateRecord, der: Uint8Array) => AddressedCertificate | null;
  readonly sourcesOf: (subject: AddressedCertificate) => ValidationSources;
  /** Around what takes a certificate out of force. */
  readonly losing: LostReplacements['losing'];
  /** Told of each certificate whose status changed: replacements that wait for a valid one are looked for again. */
  readonly onChanged: (certificate: CertificateRecord) => Promise<void>;
  readonly now: () => Date;
}

export interface Checked {
  readonly checked: number;
  /** Certificates whose status has changed. */
  readonly changed: readonly string[];
}

/** Certificates that are checked at once: most of the time is spent waiting for other servers. */
const atOnce = 8;
const conflictTries = 3;

/** Checks certificates of the inventory and writes down what it comes to; racing checks of one change it once. */
export function createChecks(deps: CheckDeps) {
  /** Undefined: not checked now. */
  async function checkOne(
    subject: ValidationSubject,
    rules: FiringRules,
    asked: boolean,
  ): Promise<Verdict | undefined> {
    const { certificate } = subject;
    const profile = certificate.raProfile === null ? null : rules.directory.raProfiles.get(certificate.raProfile);
    const rule = validationRuleFor(profile, rules.settings);
    const at = deps.now();
    if (!asked && !(isWorthChecking(certificate) && isCheckDue(subject.checkedAt, at, rule))) {
      const later = isWorthChecking(certificate) ? nextCheckAt(at, rule) : checkNoMore;
      await deps.validations.postpone([certificate.uuid], later);
      return undefined;
    }
    const read = deps.readStored(certificate, subject.der);
    if (read === null) {
      await deps.validations.postpone([certificate.uuid], nextCheckAt(at, rule));
      return undefined;
    }
    const result = await deps.validate(read.certificate, deps.sourcesOf(read), {
      now: at,
      expiringFrom: dueFrom(certificate, rule.expiring),
      trusted: certificate.trustedCa === true,
      holdReleasedAt: certificate.holdReleasedAt ?? null,
    });
    const verdict = verdictOf(certificate, subject.sequence, result, at, {
      ...{ fault: subject.fault, mark: subject.issuerChange, idOf: issuerIdOf },
    });
    const after = { ...certificate, ...verdict.statuses, state: verdict.revocation ? 'revoked' : certificate.state };
    const checkAt = isWorthChecking(after) ? nextCheckAt(at, rule) : checkNoMore;
    const write = () => deps.validations.write(subject, verdict, checkAt);
    const written = await (verdict.revocation === null ? write() : deps.losing(certificate, write));
    return written ? verdict : undefined;
  }

  async function checkUntilWritten(first: ValidationSubject, rules: FiringRules, asked: boolean) {
    let subject: ValidationSubject | undefined = first;
    for (let tries = 0; subject !== undefined && tries < conflictTries; tries += 1) {
      const verdict = await checkOne(subject, rules, asked);
      if (verdict !== undefined) return { subject, verdict };
      if (!asked) return undefined;
      [subject] = await deps.validations.subjects([first.certificate.uuid]);
    }
    return undefined;
  }

  return {
    /** @param asked somebody wants it now: whatever the settings say, and although nothing can come of it */
    async check(uuids: readonly string[], asked = false): Promise<Checked> {
      const rules = await deps.rules();
      const subjects = await deps.validations.subjects(uuids);
      const changed: string[] = [];
      let checked = 0;
      for (let from = 0; from < subjects.length; from += atOnce) {
        const some = subjects.slice(from, from + atOnce);
        const done = await Promise.all(some.map((subject) => checkUntilWritten(subject, rules, asked)));
        for (const one of done) {
          if (one === undefined) continue;
          checked += 1;
          if (one.verdict.change === null) continue;
          changed.push(one.subject.certificate.uuid);
          await deps.onChanged({ ...one.subject.certificate, ...one.verdict.statuses });
        }
      }
      return { checked, changed };
    },
  };
}

export type Checks = ReturnType<typeof createChecks>;
