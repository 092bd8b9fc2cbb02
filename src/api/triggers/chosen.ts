import { CertloomError, isCertloomError } from '../../domain/problem';
import { refuseBadSet } from '../../domain/triggers/check';
import { placeOfName, platformPlace } from '../../domain/triggers/place';
import type { Trigger } from '../../domain/triggers/trigger';
import type { ChosenTriggers } from '../../services/triggers/dry-run';
import type { TriggerStore } from '../../store/triggers/triggers';
import type { Caller } from '../http/route';
import { checkTriggerInput, type TriggerCheckDeps } from './check';
import type { ChosenInput } from './dry-run-schemas';
import { refuseMissing } from './routes';

export interface ChosenDeps extends TriggerCheckDeps {
  readonly triggers: Pick<TriggerStore, 'findMany'>;
  readonly now: () => Date;
}

type Given = NonNullable<ChosenInput['triggers']>['ignore'][number];

/**
 * The triggers that a request wants to be tried, checked as if they were saved and attached. Throws what saving and
 * attaching them would throw, with pointers into the request.
 */
export async function readChosen(
  deps: ChosenDeps,
  { event, triggers, place }: ChosenInput,
  caller: Caller,
): Promise<ChosenTriggers> {
  if (triggers === undefined) {
    refuseMissing(caller, ['trigger-sets:read']);
    return place === undefined ? { from: 'effect' } : { from: 'set', place: placeOfName(place) };
  }
  const saved = await deps.triggers.findMany([...triggers.ignore, ...triggers.actions].filter(isUuid));
  const known = new Map(saved.map((trigger) => [trigger.uuid, trigger]));
  const read = (list: readonly Given[], kind: Trigger['kind']) =>
    Promise.all(
      list.map(async (given, index) => {
        if (isUuid(given)) return known.get(given) ?? given;
        const at = `/triggers/${kind === 'ignore' ? 'ignore' : 'actions'}/${index}`;
        return unsaved(deps, { ...given, event, kind }, at);
      }),
    );
  const [ignore, actions] = await Promise.all([read(triggers.ignore, 'ignore'), read(triggers.actions, 'action')]);
  const all = [...ignore, ...actions];
  const wanted = { ignore: ignore.map(uuidOf), actions: actions.map(uuidOf) };
  const definitions = new Map(all.flatMap((one) => (isUuid(one) ? [] : [[one.uuid, one] as const])));
  const { attributes } = await deps.directory.snapshot();
  try {
    refuseBadSet(event, platformPlace, wanted, definitions, [...attributes.values()]);
  } catch (error) {
    throw below('/triggers', error);
  }
  return { from: 'request', triggers: [...definitions.values()], attachedBy: caller.actor.uuid };
}

async function unsaved(deps: ChosenDeps, input: Parameters<typeof checkTriggerInput>[1], at: string): Promise<Trigger> {
  try {
    const { content } = await checkTriggerInput(deps, input, undefined);
    const now = deps.now();
    return { uuid: deps.newId(), ...content, version: 0, createdAt: now, updatedAt: now };
  } catch (error) {
    throw below(at, error);
  }
}

function isUuid(given: Given | Trigger): given is string {
  return typeof given === 'string';
}

function uuidOf(given: string | Trigger): string {
  return typeof given === 'string' ? given : given.uuid;
}

/** The same error, its pointers moved below a member of the request. */
function below(at: string, error: unknown): unknown {
  if (!isCertloomError(error)) return error;
  const errors = error.more.errors?.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` }));
  return new CertloomError(error.code, error.detail, { ...error.more, ...(errors === undefined ? {} : { errors }) });
}
