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
  ])('%j', (argv, expected) => expect(readArguments(argv)).toEqual(expected));

  it.each([
    ['unknown command', ['strat'], /no command "strat"/],
    ['unknown option', ['demo', '--twice'], /takes --once; "twice"/],
    ['option of another command', ['start', '--once'], /takes no options/],
    ['value for a flag', ['demo', '--once=yes'], /takes no value/],
    ['extra word', ['demo', 'now'], /takes no "now"/],
    ['control characters', ['\u001b[31m'], /"\?\[31m"/],
  ])('refuses: %s', (_name, argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });
});
