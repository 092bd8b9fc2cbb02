import type { Filter } from '../../shared/list/list-types';
import { runStatuses, runStatusWords } from './words';

/** Filters of runs, by the names of the API. */
export const runFilters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search', isPinned: true, placeholder: 'Name, error or output' },
  {
    kind: 'choice',
    name: 'status',
    label: 'State',
    isPinned: true,
    choices: runStatuses.map((value) => ({ value, label: runStatusWords(value) })),
  },
  {
    kind: 'choice',
    name: 'context',
    label: 'Context',
    isPinned: true,
    choices: [
      { value: 'api', label: 'by hand (portal, API)' },
      { value: 'service', label: 'by itself (schedules, events)' },
    ],
  },
  { kind: 'text', name: 'script', label: 'Script' },
  { kind: 'text', name: 'worker', label: 'Worker', placeholder: '4711@build-3' },
  { kind: 'text', name: 'itemId', label: 'About', placeholder: 'uuid of a certificate' },
  { kind: 'time', name: 'from', label: 'From' },
  { kind: 'time', name: 'to', label: 'Before' },
];
