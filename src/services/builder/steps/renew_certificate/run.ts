import type { CertificateRecord } from '../../../../domain/certificates/certificate';
import type { Operation } from '../../../../domain/operations/operation';
import { makeKey, type MadeKey, type MadeKeyKind } from '../../../operations/made-keys';
import type { RenewalOrders } from '../../../operations/renewal-order';
import type { OperationRequest } from '../../../operations/start';
import { failedStep, lookAgainSeconds } from '../outcomes';
import type { StepOutcome, StepRunner, StepWork } from '../step-runner';

export interface RenewStepDeps {
  readonly orders: RenewalOrders;
  readonly certificate: (uuid: string) => Promise<CertificateRecord | null>;
  /** Whether an RA profile keeps the keys that are made here: nobody else ever has them. */
  readonly keepsKeys: (raProfile: string) => Promise<boolean>;
  /** The operation of an earlier attempt of the visit whose run was started; null: there is none, and one is begun. */
  readonly begun: (key: string, requester: Operation['requester']) => Promise<Operation | null>;
  readonly now: () => Date;
}

/** So long an endpoint is given to show the new certificate. */
const verifyMs = 120_000;

/** Orders a new certificate in place of the one that the instance is about, and waits for it. */
export function createRenewRunner({ orders, certificate: find, keepsKeys, begun, now }: RenewStepDeps): StepRunner {
  async function begin(work: StepWork, uuid: string): Promise<Operation | StepOutcome> {
    const { instance, settings, key } = work;
    const earlier = await begun(key, instance.startedBy);
    if (earlier !== null) return earlier;
    const record = await find(uuid);
    if (record === null) return failedStep('not_found', 'There is no such certificate any more.');
    const kind = keyKindOf(settings);
    const profile = textOr(settings['raProfile']) ?? record.raProfile;
    if (kind !== null && (profile === null || !(await keepsKeys(profile)))) {
      const message = 'Nobody would have the new key: the RA profile of the renewal does not keep private keys.';
      return failedStep('key_not_kept', message);
    }
    const made = kind === null ? null : await newKey(kind, record);
    const wanted = {
      action: made === null ? ('renew' as const) : ('rekey' as const),
      ...{ certificate: uuid, raProfile: textOr(settings['raProfile']), authority: textOr(settings['authority']) },
      comment: `workflow ${instance.definition.name}, instance ${instance.number}`,
    };
    const request: OperationRequest = {
      ...{ ...wanted, request: made?.request ?? null },
      ...(made === null ? {} : { privateKey: made.privateKey }),
    };
    return orders.begin(request, {
      ...{ requester: instance.startedBy, origin: 'trigger', key, cause: instance.cause },
      // Not the request: another attempt makes another key.
      body: wanted,
    });
  }

  /** What is to be done with the new one; doing it again writes the same. */
  async function followed(
    { settings }: StepWork,
    replaced: string,
    renewed: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<StepOutcome> {
    const issued = renewed['newCertificateId'] ?? '';
    const places = settings['deploy'] === true ? await orders.deployed(replaced, issued) : {};
    const wanted = textOr(settings['verifyEndpoint']);
    const fault = wanted === null ? undefined : await orders.verified(wanted, issued, verifyMs, signal);
    if (fault !== undefined) return failedStep(fault.error, fault.message);
    const variables = { ...renewed, ...places, ...(wanted === null ? {} : { endpointVerified: true }) };
    return { kind: 'done', variables, outputs: variables };
  }

  return {
    code: 'renew_certificate',

    preview: ({ settings, instance }) => ({
      certificate: instance.item?.uuid ?? null,
      raProfile: settings['raProfile'] ?? 'as before',
      key: keyKindOf(settings) ?? 'as before',
    }),

    async run(work, signal) {
      const { item } = work.instance;
      if (item?.kind !== 'certificate') return failedStep('no_certificate', 'The instance is about no certificate.');
      const begun = await begin(work, item.uuid);
      if ('kind' in begun) return begun;
      const operation = (await orders.find(begun.uuid)) ?? begun;
      const outcome = await orders.told(operation);
      if (outcome.kind === 'failed') return failedStep(outcome.error, outcome.message);
      const { variables } = outcome;
      if (outcome.kind === 'issued') return followed(work, item.uuid, variables, signal);
      return {
        ...{ kind: 'suspends', signals: [], until: null },
        pollSeconds: lookAgainSeconds(operation, now()),
        message: `Waits for the renewal (${operation.state}).`,
      };
    },
  };
}

function keyKindOf(settings: StepWork['settings']): MadeKeyKind | null {
  const { keyAlgorithm, keySize = 3072, curve = 'prime256v1' } = settings;
  if (keyAlgorithm === 'rsa') return `rsa-${String(keySize)}` as MadeKeyKind;
  if (keyAlgorithm === 'ec') return curve === 'secp384r1' ? 'ec-p384' : 'ec-p256';
  return keyAlgorithm === 'ed25519' ? 'ed25519' : null;
}

function newKey(
  kind: MadeKeyKind,
  { subjectAttributes, subjectAlternativeNames }: CertificateRecord,
): Promise<MadeKey> {
  const subject = subjectAttributes.map(({ name, value }) => [name, value] as const);
  return makeKey(kind, { subject, names: subjectAlternativeNames });
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
