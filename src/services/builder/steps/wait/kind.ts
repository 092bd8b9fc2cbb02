import { z } from 'zod';
import type { StepCondition } from '../../../../domain/builder/definition';
import type { DescribedStepKind } from '../described-kind';
import { duration, names, variableName } from '../members';

export const waitStep: DescribedStepKind = {
  code: 'wait',
  title: 'Wait for Signal/Condition',
  help: 'Waits for a signal, for a condition to hold, or for a time to pass. With a signal, its data becomes a variable.',
  nature: 'wait',
  outputs: ['continue', 'onTimeout', 'onError'],
  types: null,
  templates: [],
  withConditions: ({ condition, ...rest }, each) =>
    condition === undefined ? rest : { ...rest, condition: each(condition as StepCondition, '/condition') },
  originNames: [],
  isRepeatable: true,
  timeoutSeconds: 300,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: ({ resultVariable }) => (typeof resultVariable === 'string' ? [resultVariable] : []),
  announces: ({ hookVariable }) => (typeof hookVariable === 'string' ? [hookVariable] : []),
  faults: ({ signalName, condition, timeout, pollSeconds, hookVariable }) => {
    if (signalName === undefined && condition === undefined && timeout === undefined) {
      return [{ pointer: '/signalName', code: 'required', detail: 'a signal, a condition or a time is expected' }];
    }
    if (pollSeconds !== undefined && condition === undefined) {
      return [{ pointer: '/pollSeconds', code: 'wrong_value', detail: 'this is for a condition' }];
    }
    if (hookVariable !== undefined && signalName === undefined) {
      return [{ pointer: '/hookVariable', code: 'wrong_value', detail: 'this is for a signal' }];
    }
    return [];
  },
  settings: z.strictObject({
    signalName: z
      .string()
      .regex(/^[A-Za-z0-9_]{1,64}$/, 'letters, digits and _ are expected')
      .optional()
      .describe('The signal `<uniqueName>.<signalName>` ends the wait.'),
    condition: z.unknown().optional().describe('A condition that is looked at every `pollSeconds`.'),
    pollSeconds: z.int().min(10).max(86_400).optional().describe('Left out: 60.'),
    timeout: duration
      .optional()
      .describe('ISO 8601 duration, after which `onTimeout` is taken. Alone: it waits that long and goes on.'),
    roles: names(100).default([]).describe('Names of roles whose users may signal.'),
    users: names(100)
      .default([])
      .describe('Names of users who may signal. Without roles and users: who may signal instances.'),
    resultVariable: variableName.optional().describe('Variable that gets the data of the signal.'),
    hookVariable: variableName
      .optional()
      .describe(
        'Variable with the address of a one-time hook, which signals without signing in; steps before this one may send it on.',
      ),
  }),
};
