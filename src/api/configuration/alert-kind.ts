import type { AlertFields } from '../../domain/alerts/alert';
import type { BranchHandler, Handler } from '../../domain/alerts/handler';
import { handlerType } from '../../domain/alerts/handler-types';
import { alertKinds } from '../../domain/alerts/kinds';
import { normalAlert } from '../../domain/alerts/normal';
import { sortedJson } from '../../domain/values/json';
import type { Found, Kind } from './kind';
import { itemsOf } from './named-kind';

/** What requests may leave out of a handler. */
type GivenHandler = Omit<Handler, 'id' | 'runPer'> & Partial<Pick<Handler, 'id' | 'runPer'>>;
type Given = Omit<AlertFields, 'handlers'> & { readonly handlers: readonly GivenHandler[]; readonly firstRun?: string };

const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Alerts, named by their kind and name, because alerts of two kinds may share a name: `expiration/Web servers`. */
export const alert: Kind = {
  kind: 'Alert',
  reference: 'alert',
  nameMembers: ['kind', 'name'],
  read: 'get /alerts',
  create: 'post /alerts',
  update: 'put /alerts/{uuid}',
  remove: 'delete /alerts/{uuid}',
  paramsOf: (name) => (partsOf(name) === undefined ? undefined : {}),
  alike(wanted, before) {
    const { firstRun, ...lasting } = normalAlert(wanted as unknown as Given);
    const known = before['handlers'] as readonly Handler[];
    const request = { ...lasting, handlers: lasting.handlers.map((one) => completed(one, known, lasting.semantics)) };
    // What becomes of items at one saving changes nothing by itself.
    const isSame = firstRun === undefined || sortedJson(request) === sortedJson(before);
    return isSame ? request : { ...request, firstRun };
  },
  // Ids that people gave stay.
  shown: (request) => ({
    ...request,
    handlers: (request['handlers'] as readonly Handler[]).map(({ onError, ...handler }) => ({
      ...withoutMadeId(handler),
      onError: { ...onError, handlers: onError.handlers.map(withoutMadeId) },
    })),
  }),
  async find({ calls }, wanted) {
    const parts = wanted === undefined ? undefined : partsOf(wanted);
    if (wanted !== undefined && parts === undefined) return [];
    const found: Found[] = [];
    const filter: Readonly<Record<string, string>> =
      parts === undefined ? {} : { kind: parts.kind, search: parts.name };
    for await (const view of itemsOf(calls, 'get /alerts', filter)) {
      const { uuid, kind, name, version } = view as { uuid: string; kind: string; name: string; version: number };
      if (parts !== undefined && parts.name !== name) continue;
      found.push({ name: `${kind}/${name}`, params: { uuid }, revision: version, view });
    }
    return found;
  },
};

function partsOf(name: string): { readonly kind: string; readonly name: string } | undefined {
  const slash = name.indexOf('/');
  const [kind, own] = [name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)];
  return own !== '' && alertKinds.some(({ code }) => code === kind) ? { kind, name: own } : undefined;
}

/** What is filled in on saving, as it is there: handlers keep their ids by their names. */
function completed(handler: GivenHandler, known: readonly Handler[], semantics: AlertFields['semantics']): object {
  const before = known.find(({ name }) => name === handler.name);
  const { perRecipientInCompat } = handlerType(handler.type);
  const branches = handler.onError.handlers.map((branch: Partial<BranchHandler>) => {
    const id = before?.onError.handlers.find(({ name }) => name === branch.name)?.id;
    return { ...(id === undefined ? {} : { id }), ...branch };
  });
  return {
    ...(before === undefined ? {} : { id: before.id }),
    ...{ runPer: semantics === 'compat' && perRecipientInCompat ? 'recipient' : 'certificate' },
    ...handler,
    onError: { ...handler.onError, handlers: branches },
  };
}

function withoutMadeId<T extends Pick<BranchHandler, 'id'>>({ id, ...rest }: T) {
  return uuidText.test(id) ? rest : { id, ...rest };
}
