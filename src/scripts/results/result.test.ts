import type { FileRead } from './read-file';
import { readHostReport, readVariables, resultLimit } from './result';

const file = (text: string, isCut = false): FileRead => ({ kind: 'read', content: Buffer.from(text), isCut });

describe('the variables of a script', () => {
  it.each<readonly [string, FileRead]>([
    ['no file', { kind: 'missing' }],
    ['an empty file', file('')],
    ['white space', file(' \n')],
    ['an empty object', file('{}')],
  ])('are none with %s', (_, read) => {
    expect(readVariables(read, 'handler')).toEqual({
      kind: 'result',
      result: { host: null, variables: {}, sendEmail: true, notes: [] },
    });
  });

  it.each<readonly [string, FileRead, string]>([
    ['a list', file('[1]'), 'is no JSON object'],
    ['null', file('null'), 'is no JSON object'],
    ['a text', file('"a"'), 'is no JSON object'],
    ['no JSON', file('{"a":'), 'is no JSON'],
    ['too much', file('{', true), `has more than ${resultLimit} bytes`],
    ['a link', { kind: 'refused', why: 'is a symbolic link' }, 'is a symbolic link'],
    ['too deep', file(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`), 'is nested deeper than 20'],
  ])('are invalid as %s', (_, read, what) => {
    expect(readVariables(read, 'workflow')).toEqual({ kind: 'invalid', message: `the result ${what}` });
  });

  it('may stand behind a byte order mark, and 20 levels deep', () => {
    const deep = `{"a":${'['.repeat(19)}1${']'.repeat(19)}}`;
    expect(readVariables(file(`\ufeff${deep}`), 'workflow')).toMatchObject({ kind: 'result' });
  });

  it.each([
    ['false', false],
    ['"FALSE "', false],
    ['true', true],
    ['"no"', true],
    ['0', true],
  ])('say with SendEmail %s whether mail is to follow: %s', (said, sendEmail) => {
    const read = readVariables(file(`{"sendEmail":${said},"a":1}`), 'handler');
    expect(read).toMatchObject({ result: { sendEmail, variables: { a: 1 } } });
  });
});

describe('integers of a result', () => {
  it('become texts where JavaScript would lose digits of them, with a note', () => {
    const serial = '123456789012345678901234567890';
    const text = `{"serial": ${serial}, "a": [-9007199254740993, 9007199254740991], "s": "1\\"2 ${serial}", "f": 1e300}`;
    expect(readVariables(file(text), 'workflow')).toMatchObject({
      result: {
        variables: { serial, a: ['-9007199254740993', 9007199254740991], s: `1"2 ${serial}`, f: 1e300 },
        notes: ['number_as_text 2 of the result: beyond 2^53 digits get lost'],
      },
    });
  });
});

describe('the report of a host', () => {
  it('tells status, exit code, error and notes', () => {
    const report = {
      status: 'failed',
      exitCode: null,
      error: { message: 'no luck', type: 'T', id: 'I', line: 3 },
      errorCount: 2,
      sendEmail: false,
      variables: { a: 1 },
      notes: ['a note'],
    };
    expect(readHostReport(file(JSON.stringify(report)), 'handler')).toEqual({
      kind: 'result',
      result: {
        host: { status: 'failed', exitCode: null, error: report.error, errorCount: 2 },
        variables: { a: 1 },
        sendEmail: false,
        notes: ['a note'],
      },
    });
  });

  it('takes nothing for granted of a file that a script may have written', () => {
    const report = {
      status: 7,
      exitCode: 'x',
      error: { message: 1, line: -1 },
      variables: [],
      notes: 'x',
      errorCount: {},
    };
    expect(readHostReport(file(JSON.stringify(report)), 'workflow')).toMatchObject({
      result: {
        host: { status: 'failed', exitCode: null, error: { message: 'the script failed', line: null }, errorCount: 0 },
        variables: {},
        notes: [],
      },
    });
  });

  it('is missing where the host did not come to its end', () => {
    expect(readHostReport({ kind: 'missing' }, 'workflow')).toEqual({ kind: 'missing' });
    expect(readHostReport(file(''), 'workflow')).toEqual({ kind: 'missing' });
  });
});
