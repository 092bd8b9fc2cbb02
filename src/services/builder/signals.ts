import { createHash, randomUUID } from 'node:crypto';
import { hasInstanceEnded, type OpenSignal } from '../../domain/builder/instance';
import type { InstanceState, ReceivedSignal } from '../../domain/builder/visit-state';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { InstanceStore } from '../../store/builder/instances';
import type { ServiceLogger } from '../logger';

export interface SignalDeps {
  readonly instances: Pick<InstanceStore, 'find' | 'receive' | 'byHook'>;
  /** Starts the run of an instance, or tells it that its row has moved. */
  readonly wake: (instanceUuid: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

/** Who says something; roles by name. */
export interface Signaller {
  readonly uuid: string | null;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface GivenSignal {
  /** `<uniqueName>.<signal>`. */
  readonly signalKey: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Makes a repeated request one signal. */
  readonly key: string | undefined;
}

/** A run that was told does what follows within seconds. */
const patienceMs = 30_000;
const mostBytes = 64 * 1024;
const mostComment = 4_000;

/**
 * What people and programs say to steps that wait. It is stored first, onto the visit that waits, and counts from then on:
 * two at the same instant both do, and a run that was not told is told by the housekeeping.
 */
export function createSignals({ instances, wake, logger, now }: SignalDeps) {
  async function store(
    instance: InstanceState,
    open: OpenSignal,
    signal: Omit<ReceivedSignal, 'at' | 'signal'>,
  ): Promise<void> {
    const at = now();
    const name = nameOf(open);
    const lookAt = new Date(at.getTime() + patienceMs);
    if (!(await instances.receive(instance, { ...signal, signal: name, at }, lookAt))) {
      const after = await instances.find(instance.uuid);
      const same = after?.open?.received.find(({ key }) => key === signal.key);
      if (same === undefined || after?.attempt !== instance.attempt) throw notWaiting(open.signalKey, after);
      if (isOther(same, signal)) {
        const { data } = same;
        throw new CertloomError('already_decided', 'You have decided on this step already.', {
          extra: { decision: data['approved'] === true ? 'approve' : 'deny', at: same.at.toISOString() },
        });
      }
    }
    await wake(instance.uuid).catch((error: unknown) =>
      logger.warn({ err: error, instance: instance.uuid }, 'the run of an instance is told later'),
    );
  }

  return {
    /** Throws `not_found`, `invalid_state` (409), `forbidden`, `self_approval`, `already_decided`, `validation_failed`. */
    async signal(uuid: string, { signalKey, data, key }: GivenSignal, by: Signaller): Promise<void> {
      const instance = await instances.find(uuid);
      if (instance === null) throw new CertloomError('not_found', 'There is no such instance.');
      const open = instance.signals.find((one) => one.signalKey.toLowerCase() === signalKey.toLowerCase());
      if (open === undefined || instance.status !== 'suspended') throw notWaiting(signalKey, instance);
      if (!mayGive(open, by)) {
        throw new CertloomError('forbidden', 'This step waits for others: you have none of its roles.');
      }
      if (open.notBy !== null && open.notBy === by.uuid) {
        throw new CertloomError('self_approval', 'You asked for this yourself, so somebody else has to decide.');
      }
      const isApproval = open.kind === 'approval';
      if (Buffer.byteLength(JSON.stringify(data)) > mostBytes) {
        throw validationFailed([{ pointer: '/data', code: 'too_long', detail: 'at most 64 KiB of JSON are taken' }]);
      }
      const said = {
        by: { uuid: by.uuid, name: by.name },
        data: isApproval ? decisionOf(data) : data,
        key: isApproval ? `user:${by.uuid ?? by.name}` : `key:${digestOf(key ?? randomUUID())}`,
      };
      await store(instance, open, said);
    },

    /** By the token of a one-time hook. Throws `not_found` where no step waits for it, or it was used. */
    async hook(token: string, data: Readonly<Record<string, unknown>>): Promise<InstanceState> {
      const instance = await instances.byHook(digestOf(token));
      const [open] = instance?.signals ?? [];
      const isUsed = instance?.open?.received.some(({ key }) => key === 'hook') === true;
      if (instance === null || open === undefined || instance.status !== 'suspended' || isUsed) {
        throw new CertloomError('not_found', 'No step waits for this, or it was told already.');
      }
      await store(instance, open, { by: { uuid: null, name: 'hook' }, data, key: 'hook' });
      return instance;
    },
  };
}

export type Signals = ReturnType<typeof createSignals>;

/** What is kept of a token or a key that somebody chose. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Names of roles and users are compared without regard to case. With neither it is anybody's who may signal at all. */
export function mayGive({ roles, users }: Pick<OpenSignal, 'roles' | 'users'>, by: Signaller): boolean {
  if (roles.length === 0 && users.length === 0) return true;
  const own = new Set(by.roles.map((role) => role.toLowerCase()));
  return (
    roles.some((role) => own.has(role.toLowerCase())) ||
    users.some((user) => user.toLowerCase() === by.name.toLowerCase())
  );
}

function nameOf({ signalKey }: OpenSignal): string {
  return signalKey.slice(signalKey.indexOf('.') + 1);
}

function notWaiting(signalKey: string, instance: InstanceState | null): CertloomError {
  const waits = instance?.signals.map((one) => one.signalKey) ?? [];
  const what =
    instance === null || hasInstanceEnded(instance.status)
      ? 'The instance has ended.'
      : waits.length === 0
        ? 'No step of it waits for a signal now.'
        : `It waits for ${waits.join(', ')}.`;
  return new CertloomError('invalid_state', `The instance does not wait for ${signalKey}. ${what}`);
}

/** Members as we name them or as the origin does, texts `True` and `False` among them. */
function decisionOf(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const byName = new Map(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]));
  const approved = byName.get('approved');
  const text = typeof approved === 'string' ? approved.trim().toLowerCase() : approved;
  const comment = byName.get('comment') ?? '';
  const unknown = [...byName.keys()].filter((name) => name !== 'approved' && name !== 'comment');
  const faults = [
    ...(text === true || text === false || text === 'true' || text === 'false'
      ? []
      : [{ pointer: '/data/approved', code: 'required', detail: 'true or false is expected' }]),
    ...(typeof comment === 'string' && comment.length <= mostComment
      ? []
      : [
          {
            pointer: '/data/comment',
            code: 'wrong_type',
            detail: `text of at most ${mostComment} characters is expected`,
          },
        ]),
    ...unknown.map((name) => ({
      ...{ pointer: `/data/${name}`, code: 'unknown_field' },
      detail: 'a decision has the members approved and comment',
    })),
  ];
  if (faults.length > 0) throw validationFailed(faults);
  return { approved: text === true || text === 'true', ...(comment === '' ? {} : { comment }) };
}

function isOther(known: ReceivedSignal, given: Pick<ReceivedSignal, 'data'>): boolean {
  return known.data['approved'] !== given.data['approved'];
}
