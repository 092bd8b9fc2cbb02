import type { ForeignKind, MappingContext } from '../foreign-kind';
import { mapped } from '../options';
import type { Place } from '../ledger';
import { byUuid, namesAt, readHead, system } from './parts';

/** A year. */
const mostHours = 8_760;

export const approvalProfileKind: ForeignKind = {
  ...{ system, kind: 'ApprovalProfile', looksUp: ['User', 'Role', 'Group'], lists: ['approvalProfiles'] },
  fits: (value) => 'name' in value && Array.isArray(value['approvalSteps']),
  identify: byUuid('ApprovalProfile'),
  map(item, context) {
    const { description } = readHead(item);
    const enabled = item.at('enabled').flag() ?? true;
    // Hours (ApprovalProfileRequestDto.expiry of CZERTAINLY's interfaces); without it, and with 0, approvals never expire there.
    const hours = item.at('expiry').whole() ?? 0;
    const steps = item
      .at('approvalSteps')
      .items()
      .map((step) => stepOf(step, context));
    const whole = steps.filter((step) => step !== undefined);
    if (whole.length < steps.length) return null;
    if (hours <= 0 || hours > mostHours) {
      const words = hours <= 0 ? 'approvals never expire there' : 'it is longer than approvals here last';
      (item.at('expiry').peek === undefined ? item : item.at('expiry')).note(
        'expiry_bounded',
        `${words}: they expire after ${hours <= 0 ? 'seven days' : 'a year'} here`,
      );
    }
    const expiry = hours <= 0 ? {} : { expiry: `PT${Math.min(hours, mostHours)}H` };
    return {
      objects: [
        { kind: 'ApprovalProfile', name: context.name, spec: { description, enabled, ...expiry, steps: whole } },
      ],
    };
  },
};

const askedBy = [
  ['userUuid', 'User', 'userName', 'username'],
  ['roleUuid', 'Role', 'roleName', 'roleName'],
  ['groupUuid', 'Group', 'groupName', 'groupName'],
] as const;

function stepOf(step: Place, context: MappingContext): object | undefined {
  step.at('uuid').take();
  const asked: Record<string, string> = {};
  for (const [member, kind, ...names] of askedBy) {
    const by = step.at(member);
    const named = step.at(...names);
    const roleName = kind === 'Role' ? mapped(context.options.roleMap, by.peek as string, named.text()) : undefined;
    const name = named.text();
    const known = roleName ?? (name === undefined ? undefined : context.find(kind, name)?.name);
    if (known !== undefined) {
      by.take();
      asked[member] = known;
    } else {
      const [found] = by.peek === null || by.peek === undefined ? [] : (namesAt(by, kind, kind, context) ?? []);
      if (by.peek === null) by.take();
      if (found !== undefined) asked[member] = found;
    }
  }
  const order = step.at('order').whole();
  const text = step.at('description').text();
  const required = step.at('requiredApprovals').whole();
  if (Object.keys(asked).length === 0) return undefined;
  return {
    ...asked,
    ...(order === undefined || order < 1 ? {} : { order }),
    ...(text === undefined ? {} : { description: text }),
    ...(required === undefined ? {} : { requiredApprovals: required }),
  };
}
