import { CertloomError } from '../../domain/problem';
import { isDatabaseAway } from '../../store/database/database-away';

interface Failure {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly hasErrorLabel?: unknown;
  readonly message?: unknown;
  /** Bytes. */
  readonly limit?: unknown;
}

/** What body-parser says (`error.type`), in our words. */
const bodyFailures: Readonly<Record<string, (failure: Failure) => CertloomError>> = {
  'entity.too.large': ({ limit }) =>
    new CertloomError(
      'payload_too_large',
      typeof limit === 'number'
        ? `The body has more than the ${limit} bytes that this path accepts.`
        : 'The body is larger than this path accepts.',
    ),
  'request.aborted': () => new CertloomError('invalid_request', 'The request ended before its body was complete.'),
  'request.size.invalid': () => new CertloomError('invalid_request', 'Content-Length does not match the body.'),
  'stream.encoding.set': () => new CertloomError('invalid_request', 'The body cannot be read.'),
  'entity.parse.failed': () => new CertloomError('invalid_request', 'The body is not valid JSON.'),
  'parameters.too.many': () => new CertloomError('invalid_request', 'The form has too many fields.'),
  'encoding.unsupported': () =>
    new CertloomError(
      'unsupported_media_type',
      'Compressed bodies are not accepted; send it without Content-Encoding.',
    ),
  'stream.not.readable': () => new CertloomError('invalid_request', 'The body cannot be read.'),
};

/** Server codes of an interrupted or refused operation: shutdown, not primary, step-down, time limit. */
const databaseCodes = new Set([6, 7, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** OutOfDiskSpace of MongoDB's server. */
const outOfDiskSpace = 14031;
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT']);

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Temporal's client wraps gRPC failures; these numbers mean away or out of time (grpc status 4, 8 and 14). */
const grpcAway = new Set([4, 8, 14]);

/**
 * Errors of Express, the body parsers, MongoDB's driver and Temporal's client as refusals. Library text is dropped.
 * `expected` is false when nothing is known about the error, so that the caller logs it.
 */
export function requestFailureOf(error: unknown): { error: CertloomError; expected: boolean } {
  if (error instanceof URIError || isDecodeFailure(error)) {
    return known(new CertloomError('invalid_request', 'The path is not valid percent-encoded UTF-8.'));
  }
  const failure: Failure = typeof error === 'object' && error !== null ? error : {};
  const ofBody = typeof failure.type === 'string' ? bodyFailures[failure.type] : undefined;
  if (ofBody !== undefined) return known(ofBody(failure));
  // What zlib says of a body has no type of body-parser.
  if (
    failure.status === 400 &&
    typeof failure.code === 'string' &&
    /^Z_|^ERR_(?:BROTLI|ZSTD|_ERROR)/.test(failure.code)
  ) {
    return known(new CertloomError('invalid_request', 'The body is not in its Content-Encoding.'));
  }
  if (failure.status === 415) {
    return known(new CertloomError('unsupported_media_type', 'The body cannot be read with this encoding.'));
  }
  if (isDiskFull(failure)) return { error: storageFull(), expected: false };
  if (isEngineAway(failure)) {
    return {
      error: new CertloomError('engine_unavailable', 'An engine cannot be reached; try again.'),
      expected: false,
    };
  }
  return {
    error: new CertloomError('internal', 'Something went wrong; the log has the cause under the request id.'),
    expected: false,
  };
}

/** No room for what a request would write. What became of this request is not known to whoever calls this. */
export function storageFull(): CertloomError {
  return new CertloomError(
    'storage_full',
    'The disk of this installation is full; an administrator must free some space. Then try again.',
  );
}

function isDiskFull({ name, code, message }: Failure): boolean {
  if (typeof code === 'string' && fullDiskCodes.has(code)) return true;
  if (name !== 'MongoServerError' && name !== 'MongoBulkWriteError') return false;
  return code === outOfDiskSpace || (typeof message === 'string' && /no space left on device|ENOSPC/i.test(message));
}

function known(error: CertloomError): { error: CertloomError; expected: boolean } {
  return { error, expected: true };
}

function isDecodeFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'URIError';
}

function isEngineAway(failure: Failure): boolean {
  if (isDatabaseAway(failure)) return true;
  if (
    failure.name === 'MongooseError' &&
    /buffering timed out|initial connection/.test(String((failure as Error).message))
  ) {
    return true;
  }
  // What SecantusDB's storage engine says once a write to its log has failed, until it is started again.
  if (typeof failure.message === 'string' && /^WiredTiger error: .*WT_PANIC/.test(failure.message)) return true;
  if (failure.name === 'MongoServerError' && typeof failure.code === 'number') return databaseCodes.has(failure.code);
  if (typeof failure.code === 'string' && networkCodes.has(failure.code)) return true;
  const cause = (failure as { cause?: unknown }).cause;
  if (failure.name === 'ServiceError' && typeof cause === 'object' && cause !== null && 'code' in cause) {
    return typeof cause.code === 'number' && grpcAway.has(cause.code);
  }
  return false;
}
