import { readArguments, UsageError } from './arguments';

describe('readArguments', () => {
  it.each([
    [[], { command: 'help' }],
    [['--help'], { command: 'help' }],
    [['demo', '-h'], { command: 'help' }],
    [['help'], { command: 'help' }],
    [['--version'], { command: 'version' }],
    [['version'], { command: 'version' }],
    [['start'], { command: 'start' }],
    [['demo'], { command: 'demo', once: false }],
    [['demo', '--once'], { command: 'demo', once: true }],
    [['config'], { command: 'config', table: false }],
    [['config', '--table'], { command: 'config', table: true }],
    [['payload-key'], { command: 'payload-key' }],
    [['context-key', 'service'], { command: 'context-key', context: 'service' }],
    [['export'], { command: 'export', kinds: [], names: [] }],
    [['export', '--kinds', 'A,B', '--names=c,d'], { command: 'export', kinds: ['A', 'B'], names: ['c,d'] }],
    [
      ['apply', '-f', '-'],
      { command: 'apply', file: '-', dryRun: false, prune: [], labels: [], replaceSecrets: false },
    ],
    [
      ['apply', '--file', 'x', '--dry-run', '--prune', 'A,B', '--prune', 'C', '--label', 'a=b', '--replace-secrets'],
      { command: 'apply', file: 'x', dryRun: true, prune: ['A', 'B', 'C'], labels: ['a=b'], replaceSecrets: true },
    ],
  ])('%j', (argv, expected) => expect(readArguments(argv)).toEqual(expected));

  it.each([
    ['unknown command', ['strat'], /no command "strat"/],
    ['unknown option', ['demo', '--twice'], /takes --once; "twice"/],
    ['option of another command', ['start', '--once'], /takes no options/],
    ['a context that there is not', ['context-key', 'jobs'], /takes one of api, service/],
    ['two contexts', ['context-key', 'api', 'service'], /takes one of api, service/],
    ['apply without a file', ['apply'], /needs -f FILE/],
    ['unknown option of apply', ['apply', '-f', 'x', '--force'], /--force/],
    ['value for a flag', ['demo', '--once=yes'], /takes no value/],
    ['extra word', ['demo', 'now'], /takes no "now"/],
    ['control characters', ['\u001b[31m'], /"\?\[31m"/],
  ])('refuses: %s', (_name, argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });
});
