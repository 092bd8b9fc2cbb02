import type { ScriptOutcome } from '../../src/domain/scripts/run';
import { faultsOf, type Expected } from './judge';

const outcome: ScriptOutcome = {
  status: 'succeeded',
  exitCode: 0,
  signal: null,
  stdout: 'one\ntwo\n',
  stderr: 'line 3: broken\n',
  truncatedBytes: { stdout: 0, stderr: 0 },
  result: { a: [1, { b: null }] },
  sendEmail: true,
  error: null,
  errorCount: 1,
  notes: ['object_not_hashtable'],
  events: [
    {
      source: 'KF',
      eventId: 4101,
      level: 'Warning',
      category: 1,
      message: 'm',
      time: '2026-01-31T10:00:00Z',
      data: { log: 'Application', rawData: 'ChQ=' },
    },
  ],
  artefacts: [],
  droppedArtefactBytes: 0,
  memoryLimit: 'enforced',
  account: 'shared',
  osUser: 'certloom',
  process: 'warm',
  runtimeVersion: '7.6.9',
  durationMs: 12,
  leftovers: [],
};
const failed: ScriptOutcome = {
  ...outcome,
  status: 'failed',
  exitCode: null,
  error: { message: 'the disk is full', type: 'System.IO.IOException', id: 'x', line: 2 },
};

it.each<[string, Expected, ScriptOutcome]>([
  ['nothing expected', {}, outcome],
  ['all that a case can name', { status: 'succeeded', exitCode: 0, errorCount: 1, sendEmail: true }, outcome],
  ['variables, whatever their order', { variables: { a: [1, { b: null }] } }, outcome],
  ['notes', { notes: ['object_not_hashtable'] }, outcome],
  ['a mail of which the script said nothing', { sendEmail: null }, outcome],
  [
    'entries of the event log, as the shim wrote them',
    {
      events: [
        {
          log: 'Application',
          source: 'KF',
          eventId: 4101,
          entryType: 'Warning',
          category: 1,
          message: 'm',
          data: 'ChQ=',
        },
      ],
    },
    outcome,
  ],
  ['the end of the text, whatever blanks follow', { stdout: 'one\ntwo' }, outcome],
  ['a part of the text', { has: { stdout: ['two'], stderr: ['line 3'] }, hasNot: { stdout: ['three'] } }, outcome],
  ['a part of the message', { status: 'failed', error: { message: 'disk is', line: 2, id: 'x' } }, failed],
  [
    'a refused result, which the host calls failed',
    { status: 'failed', error: { message: 'invalid_result' } },
    { ...failed, status: 'invalid_result', error: { ...failed.error!, message: 'invalid_result: no table' } },
  ],
  ['a process that ended by itself', { processExit: 5 }, { ...failed, exitCode: 5 }],
])('accepts %s', (_what, expected, run) => expect(faultsOf(expected, run)).toEqual([]));

it.each<[string, Expected, ScriptOutcome, RegExp]>([
  ['another status', { status: 'failed' }, outcome, /^status is "succeeded", not "failed"$/],
  ['a size that is over', { status: 'failed' }, { ...failed, status: 'invalid_result' }, /^status is "invalid_result"/],
  ['another exit code', { exitCode: null }, outcome, /^exitCode is 0, not null$/],
  ['a mail that goes', { sendEmail: false }, outcome, /^sendEmail is true, not false$/],
  ['one variable more', { variables: {} }, outcome, /^variables is .*, not {}$/],
  ['notes that nobody expects', { notes: [] }, outcome, /^notes is/],
  ['an entry that is missing', { events: [] }, outcome, /^events is/],
  ['another text', { stdout: 'one' }, outcome, /^stdout is "one\\ntwo", not "one"$/],
  ['a text that is missing', { has: { stderr: ['line 4'] } }, outcome, /^stderr lacks "line 4"/],
  ['a text too many', { hasNot: { stdout: ['one'] } }, outcome, /^stdout has "one"$/],
  ['another line', { error: { line: 3 } }, failed, /^error is .*, whose line is not 3$/],
  ['no error at all', { error: { message: 'disk' } }, outcome, /^error is null, whose message is not "disk"$/],
  ['a process that went on', { processExit: 5 }, outcome, /^status is "succeeded", not "failed"$/],
])('tells of %s', (_what, expected, run, fault) => {
  const faults = faultsOf(expected, run);
  expect(faults.some((one) => fault.test(one))).toBe(true);
});
