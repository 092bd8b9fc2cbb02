import fc from 'fast-check';
import type { DefinitionType, Step } from '../../src/domain/builder/definition';
import type { DefinitionFields } from '../../src/domain/builder/check';
import { graphOf, outputsTo, reachableFrom } from '../../src/domain/builder/graph';
import { describedStepKind, stepKinds } from '../../src/services/builder/steps/kinds';
import { end, fieldsOfDefinition, startOf, stepOf } from './definition';

const settingsOf: Readonly<Record<string, Step['settings']>> = {
  set_variables: { runtime: 'bash', content: 'true' },
  custom_script: { scriptName: 's' },
  email: { recipients: ['a@x.example'], subject: 's', message: 'm' },
  event_log: { message: 'm' },
  require_approval: { roles: ['Approver'] },
  rest_request: { url: 'https://x.example' },
  renew_certificate: {},
  update_attribute: { name: 'a', value: 'v' },
  update_enrollment_field: { name: 'a', value: 'v' },
  enroll: {},
  revoke: {},
  wait: { signalName: 'go' },
};
/** All but Start and End, which every definition has, and what cannot be published. */
const codes = stepKinds.map(({ code }) => code).filter((code) => !['start', 'end', 'placeholder'].includes(code));

const types = {
  expiration: { kind: 'alert', uuid: 'a' },
  enrollment: { kind: 'ra_profile', uuid: 'r' },
  revocation: { kind: 'ra_profile', uuid: 'r' },
} as const satisfies Partial<Record<DefinitionType, object>>;

const node = fc.record({
  code: fc.nat(99),
  /** Where its ways lead: mostly onwards. */
  to: fc.array(fc.nat(19), { minLength: 4, maxLength: 4 }),
  enabled: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
  isAsked: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  maxVisits: fc.integer({ min: 1, max: 3 }),
});
type Node = typeof node extends fc.Arbitrary<infer T> ? T : never;

/** Any definition that a person could draw, most of them nearly right. */
export const randomDefinition: fc.Arbitrary<DefinitionFields> = fc
  .record({
    type: fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])),
    nodes: fc.array(node, { minLength: 1, maxLength: 8 }),
    /** What nothing reaches is left out, as people do once they are told of it. */
    isTidy: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
  })
  .map(({ type, nodes, isTidy }) => {
    const allowed = codes.filter((code) => {
      const kind = describedStepKind(code)!;
      return kind.types === null || kind.types.includes(type);
    });
    const nameOf = (index: number) => (index < nodes.length ? `S${index}` : 'End');
    const steps = [startOf(nameOf(0)), ...nodes.map((one, index) => stepFor(one, index, allowed, nameOf)), end];
    const reached = reachableFrom(graphOf(steps), 0);
    const kept = isTidy ? steps.filter((step, index) => reached.has(index) || step === end) : steps;
    return fieldsOfDefinition(kept, { type, keys: [types[type]] });
  });

function stepFor(
  { code, to, enabled, isAsked, maxVisits }: Node,
  index: number,
  allowed: readonly string[],
  nameOf: (index: number) => string,
): Step {
  const kind = describedStepKind(allowed[code % allowed.length]!)!;
  // Onwards by one or two, now and then anywhere, also back and to itself.
  const target = (way: number) => {
    const choice = to[way % to.length]!;
    return nameOf(choice < 16 ? index + 1 + (choice % 2) : choice % (index + 2));
  };
  if (kind.code === 'branch') {
    const branches = [{ conditions: [{ left: true, operator: 'is_true' }], to: target(0) }];
    const settings = { branches, else: target(1) };
    return stepOf(`S${index}`, 'branch', outputsTo(kind.targets!(settings)), settings, { maxVisits });
  }
  const ways = kind.outputs.filter((way, place) => way === 'continue' || to[place % to.length]! % 3 === 0);
  const outputs = Object.fromEntries(ways.map((way) => [way, target(kind.outputs.indexOf(way))]));
  const conditions = isAsked ? [{ left: true, operator: 'is_true' as const }] : [];
  const isNeeded = kind.oneIn !== undefined;
  return stepOf(`S${index}`, kind.code, outputs, settingsOf[kind.code] ?? {}, {
    ...{ maxVisits, enabled: enabled || isNeeded, conditions: isNeeded ? [] : conditions },
  });
}
