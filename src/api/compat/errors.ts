import type { ErrorRequestHandler } from 'express';
import { CertloomError, isCertloomError, validationFailed, type Fault } from '../../domain/problem';
import { challengeOf, refusedWith } from '../http/auth';
import { toAppError } from '../http/problems';
import { noteCode } from './call-notes';

/** Adds to refusals what the origin's clients look for, `Message` and `ErrorCode`, and tells the log their code. */
export const compatErrors: ErrorRequestHandler = (thrown: unknown, req, _res, next) => {
  const { error, expected } = toAppError(thrown);
  const { code, detail, more } = error;
  noteCode(req, code);
  if (!expected) return next(thrown);
  if (code === 'unauthenticated') return next(withMessage(refusedWith(detail, challengeOf(error))));
  return next(withMessage(new CertloomError(code, detail, more)));
};

function withMessage(error: CertloomError): CertloomError {
  const { code, detail, more } = error;
  return Object.assign(error, { more: { ...more, extra: { ...more.extra, ErrorCode: code, Message: detail } } });
}

/** Runs a call of our API; what it says of members of its body is told of those of the request that it came from. */
export async function renamingFaults<T>(work: () => Promise<T>, rename: (pointer: string) => string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const faults = isCertloomError(error) ? error.more.errors : undefined;
    if (!isCertloomError(error) || faults === undefined) throw error;
    const errors = faults.map((fault): Fault => ({ ...fault, pointer: rename(fault.pointer) }));
    if (error.code === 'validation_failed') throw validationFailed(errors);
    throw new CertloomError(error.code, error.detail, { ...error.more, errors });
  }
}
