import { eventCodes, events, type EventCode } from '../events/catalogue';
import type { FieldScope } from '../conditions/fields';
import { ownDefinitionTypes, type DefinitionKeyKind, type DefinitionType } from './definition';

/** What sets the definitions of a type apart. */
export interface DefinitionTypeTraits {
  readonly code: DefinitionType;
  readonly title: string;
  /** Whose uuids its keys may be. */
  readonly keys: readonly DefinitionKeyKind[];
  /** Without a key nothing would start it. */
  readonly needsKey: boolean;
  /** At most one enabled published definition for each key, and one without: the global one, which is always there. */
  readonly isSingle: boolean;
  /** Whose fields conditions may look at beside variables; null: there are variables only. */
  readonly scope: FieldScope | null;
  /** What an instance is about. */
  readonly item: 'certificate' | 'operation' | 'ssh_key' | 'endpoint' | 'discovery' | 'approval' | 'job';
}

const certificate = { item: 'certificate', scope: 'certificates' } as const;
const operation = { item: 'operation', scope: null } as const;

const traitsOfOwn: Readonly<Record<(typeof ownDefinitionTypes)[number], Omit<DefinitionTypeTraits, 'code'>>> = {
  enrollment: { title: 'Enrollment', keys: ['ra_profile'], needsKey: false, isSingle: true, ...operation },
  revocation: {
    ...{ title: 'Revocation', keys: ['ra_profile'], needsKey: false, isSingle: true, item: 'operation' },
    scope: 'certificates',
  },
  expiration: { title: 'Expiration', keys: ['alert'], needsKey: true, isSingle: false, ...certificate },
  certificate_entered_collection: {
    ...{ title: 'Certificate entered collection', keys: ['collection'], needsKey: true, isSingle: false },
    ...certificate,
  },
  certificate_left_collection: {
    ...{ title: 'Certificate left collection', keys: ['collection'], needsKey: true, isSingle: false },
    ...certificate,
  },
  key_rotation: {
    title: 'Key rotation',
    keys: ['alert'],
    needsKey: true,
    isSingle: false,
    item: 'ssh_key',
    scope: null,
  },
  revocation_monitoring: {
    ...{ title: 'Revocation monitoring', keys: ['alert'], needsKey: true, isSingle: false },
    ...{ item: 'endpoint', scope: null },
  },
};

const keyOfResource: Readonly<Partial<Record<string, DefinitionKeyKind>>> = {
  raProfiles: 'ra_profile',
  groups: 'group',
  discoveries: 'discovery',
};
const itemOfResource: Readonly<Partial<Record<string, DefinitionTypeTraits['item']>>> = {
  discoveries: 'discovery',
  approvals: 'approval',
  jobs: 'job',
};

function ofEvent(event: EventCode): DefinitionTypeTraits {
  const { name, overriddenBy, resource } = events[event];
  return {
    ...{ code: `event:${event}`, title: name, needsKey: false, isSingle: false, scope: event },
    keys: overriddenBy.flatMap((one) => keyOfResource[one] ?? []),
    item: itemOfResource[resource] ?? 'certificate',
  };
}

/** Every type of definition, in the order in which people are shown them. */
export const definitionTypes: readonly DefinitionTypeTraits[] = [
  ...ownDefinitionTypes.map((code): DefinitionTypeTraits => ({ code, ...traitsOfOwn[code] })),
  ...eventCodes.map(ofEvent),
];

const byCode = new Map<string, DefinitionTypeTraits>(definitionTypes.map((one) => [one.code, one]));

export function isDefinitionType(code: string): code is DefinitionType {
  return byCode.has(code);
}

/** Traits of a type; every one has some. */
export function definitionType(code: DefinitionType): DefinitionTypeTraits {
  return byCode.get(code)!;
}

/** The event that a type is for; undefined for the product's own types. */
export function eventOfType(type: DefinitionType): EventCode | undefined {
  return eventCodes.find((event) => type === `event:${event}`);
}
