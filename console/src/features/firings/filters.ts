import type { Filter } from '../../shared/list/list-types';
import { showChoices } from './load';
import { eventNames } from '../../shared/text/event-names';
import { wordsOf } from '../../shared/text/words';
import { verdictOf } from './words';

const statuses = ['running', 'finished', 'finished_with_errors', 'failed'];
const outcomes = ['performed', 'ignored', 'unmatched', 'error'];
const resources = ['certificates', 'raProfiles', 'groups', 'discoveries', 'approvals', 'jobs', 'settings'];

/** All filters of the list, by the names of the API; `show` is the quick one of the console. */
export const firingFilters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search', isPinned: true, placeholder: 'Subject, trigger or message' },
  { kind: 'choice', name: 'show', label: 'Show', isPinned: true, choices: showChoices },
  {
    kind: 'choice',
    name: 'event',
    label: 'Event',
    isPinned: true,
    choices: Object.entries(eventNames).map(([value, label]) => ({ value, label })),
  },
  {
    kind: 'choice',
    name: 'outcome',
    label: 'Outcome',
    choices: outcomes.map((value) => ({ value, label: verdictOf({ status: 'finished', outcome: value }).words })),
  },
  {
    kind: 'choice',
    name: 'status',
    label: 'Status',
    choices: statuses.map((value) => ({ value, label: wordsOf(value) })),
  },
  { kind: 'time', name: 'from', label: 'From' },
  { kind: 'time', name: 'to', label: 'Before' },
  { kind: 'object', of: 'triggers', name: 'trigger', label: 'Trigger that matched' },
  { kind: 'text', name: 'actor', label: 'Caused by', placeholder: 'User name or system' },
  {
    kind: 'choice',
    name: 'resource',
    label: 'Kind of object',
    choices: resources.map((value) => ({ value, label: wordsOf(value) })),
  },
  { kind: 'text', name: 'objectUuid', label: 'Object', placeholder: 'Name or id' },
  { kind: 'text', name: 'place', label: 'Place of the rules', placeholder: 'settings or groups/…' },
  { kind: 'text', name: 'particular', label: 'What it told', placeholder: 'action:revoke' },
  { kind: 'flag', name: 'errorsOnly', label: 'Errors', yes: 'Only with errors', no: 'All' },
];
