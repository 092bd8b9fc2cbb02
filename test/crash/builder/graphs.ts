/** Definitions with steps of every kind, as the crash test runs them. */
import { step, type Json } from '../../builder/scene';

export interface GraphAddresses {
  /** Where the REST step calls. */
  readonly receiver: string;
  /** What scripts do: the first line leaves a mark of the run. */
  readonly work: string;
}

export const deskAddress = 'desk@example.test';
export const tellAddress = 'told@example.test';
export const takenBy = 'TakenBy';
export const madeBy = 'MadeBy';

/** What nobody can know the end of where the worker is lost in the middle: such a step goes on by its error way. */
const lossy = new Set(['set_variables', 'custom_script', 'email', 'rest_request']);

/** Start, these steps, End; each leads to the next, also by the error way where its end may be unknown. */
function chain(middle: readonly Json[], more: readonly Json[] = []): Json[] {
  const names = [...middle.map(({ uniqueName }) => String(uniqueName)), 'End'];
  return [
    step('Begin', 'start', {}, { continue: names[0] }),
    ...middle.map((one, index) => {
      const to = names[index + 1]!;
      if (one['type'] === 'branch') return one;
      return { ...one, outputs: { continue: to, ...(lossy.has(String(one['type'])) ? { onError: to } : {}) } };
    }),
    ...more,
    step('End', 'end'),
  ];
}

const entry = (message: string) => ({ message: `${message} $(instance.id)`, eventId: 4200, level: 'Information' });

/** About a certificate: tells of it everywhere, marks and renews it, asks people and waits. */
export function mainGraph({ receiver, work }: GraphAddresses): Json[] {
  const middle = [
    step('Fork', 'branch', {
      branches: [{ conditions: [{ left: '$(chosen|true)', operator: 'is_true' }], to: 'Tell' }],
      else: 'Refused',
    }),
    step('Tell', 'email', { recipients: [tellAddress], subject: '$(instance.id)', message: '<p>look</p>' }),
    step('Log', 'event_log', entry('taken by')),
    step('Call', 'rest_request', { url: receiver, method: 'POST', body: { instance: '$(instance.id)' } }),
    step('Mark', 'update_attribute', { name: takenBy, value: '$(instance.id)' }),
    step('Renew', 'renew_certificate'),
    step('Fill', 'set_variables', { runtime: 'bash', content: work }),
    step('Run', 'custom_script', { scriptName: 'effect' }),
    step('Ask', 'require_approval', {
      ...{ roles: ['Approver'], minimumApprovals: 2 },
      requestMail: { recipients: [deskAddress], subject: '$(instance.id)', message: '<p>please</p>' },
    }),
    step('Signal', 'wait', { signalName: 'go', resultVariable: 'answer' }),
    step('Pause', 'wait', { timeout: 'PT1S' }),
    step('Last', 'set_variables', { runtime: 'bash', content: work }),
  ];
  return chain(middle, [step('Refused', 'end', { result: 'rejected' })]);
}

/** Of a request: changes a field of it, has it issued and marks what comes of it. */
export function enrollmentGraph(): Json[] {
  return chain([
    step('Field', 'update_enrollment_field', { name: 'asked', value: '$(instance.id)' }),
    step('Log', 'event_log', entry('asked by')),
    step('Enroll', 'enroll'),
    step('Mark', 'update_attribute', { name: madeBy, value: '$(instance.id)' }),
  ]);
}

export function revocationGraph(): Json[] {
  return chain([step('Log', 'event_log', entry('given up by')), step('Revoke', 'revoke')]);
}

/** The steps that an instance goes through, in their order: that in which they stand. */
export function wayThrough(graph: readonly Json[]): string[] {
  return graph.map(({ uniqueName }) => String(uniqueName)).filter((name) => name !== 'Refused');
}
