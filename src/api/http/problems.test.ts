import { CertloomError, problemCodes } from '../../domain/problem';
import { explanations } from './problem-pages';
import { problemOf, problems, toAppError } from './problems';

describe('the error table', () => {
  it('has a status, a title and an explanation for each code', () => {
    expect(Object.keys(problems).sort()).toEqual([...problemCodes].sort());
    expect(Object.keys(explanations).sort()).toEqual([...problemCodes].sort());
    for (const { status, title } of Object.values(problems)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).not.toBe('');
    }
  });

  it.each(Object.entries(problems).filter(([, { status }]) => status === 503 || status === 507 || status === 429))(
    '%s says when to come back',
    (code) => {
      const { headers } = problemOf(new CertloomError(code as 'overloaded', 'later'), 'r');
      expect(Number(headers['Retry-After'])).toBeGreaterThan(0);
    },
  );

  it('makes a document that extra members cannot forge', () => {
    const error = new CertloomError('in_use', 'used', {
      extra: { status: 200, type: 'x', usedBy: [1] },
      retryAfterSeconds: 0.2,
    });
    expect(problemOf(error, 'r-1')).toEqual({
      document: {
        type: 'urn:certloom:problem:in_use',
        title: 'The object is in use',
        status: 409,
        code: 'in_use',
        detail: 'used',
        instance: 'r-1',
        usedBy: [1],
      },
      headers: { 'Retry-After': '1' },
    });
  });
});

describe('toAppError', () => {
  const named = (name: string, more: object = {}) => Object.assign(new Error('secret://host'), { name, ...more });
  it.each([
    { name: 'ours', thrown: new CertloomError('conflict', 'd'), code: 'conflict', expected: true },
    {
      name: 'ours with an unknown code',
      thrown: named('CertloomError', { code: 'nope', detail: 'x' }),
      code: 'internal',
      expected: false,
    },
    {
      name: 'body too large',
      thrown: named('PayloadTooLargeError', { type: 'entity.too.large' }),
      code: 'payload_too_large',
      expected: true,
    },
    {
      name: 'hang-up',
      thrown: named('BadRequestError', { type: 'request.aborted' }),
      code: 'invalid_request',
      expected: true,
    },
    { name: 'bad path', thrown: new URIError('malformed'), code: 'invalid_request', expected: true },
    { name: 'no server', thrown: named('MongoServerSelectionError'), code: 'engine_unavailable', expected: false },
    {
      name: 'buffering',
      thrown: named('MongooseError', { message: 'Operation `users.findOne()` buffering timed out after 10000ms' }),
      code: 'engine_unavailable',
      expected: false,
    },
    {
      name: 'not primary',
      thrown: named('MongoServerError', { code: 10107 }),
      code: 'engine_unavailable',
      expected: false,
    },
    {
      name: 'duplicate that nobody expected',
      thrown: named('MongoServerError', { code: 11000 }),
      code: 'internal',
      expected: false,
    },
    {
      name: 'no space for MongoDB',
      thrown: named('MongoServerError', { code: 14031 }),
      code: 'storage_full',
      expected: false,
    },
    {
      name: 'no space for a file',
      thrown: named('Error', { code: 'ENOSPC' }),
      code: 'storage_full',
      expected: false,
    },
    {
      name: 'no space in words',
      thrown: named('MongoServerError', { code: 1, message: 'WiredTiger error: No space left on device' }),
      code: 'storage_full',
      expected: false,
    },
    {
      name: 'a failed storage engine',
      thrown: named('MongoBulkWriteError', {
        code: 8,
        message: 'WiredTiger error: WtError { code: -31804, message: "WT_PANIC: WiredTiger library panic" }',
      }),
      code: 'engine_unavailable',
      expected: false,
    },
    {
      name: 'Temporal away',
      thrown: named('ServiceError', { cause: { code: 14 } }),
      code: 'engine_unavailable',
      expected: false,
    },
    {
      name: 'refused connection',
      thrown: named('Error', { code: 'ECONNREFUSED' }),
      code: 'engine_unavailable',
      expected: false,
    },
    { name: 'text', thrown: 'boom', code: 'internal', expected: false },
    { name: 'nothing', thrown: undefined, code: 'internal', expected: false },
    { name: 'null', thrown: null, code: 'internal', expected: false },
  ])('$name: $code', ({ thrown, code, expected }) => {
    const result = toAppError(thrown);
    expect(result).toMatchObject({ error: { code }, expected });
    expect(result.error.detail).not.toContain('secret');
  });
});
