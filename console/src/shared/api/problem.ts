import type { Schema } from './types';

export type Problem = Schema<'Problem'>;
export type Fault = Schema<'Fault'>;

/** A refusal of the API, or that it could not be reached. `problem` has what the API said (RFC 9457). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly problem: Problem,
    /** Seconds to wait, where the API said so. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }

  get status(): number {
    return this.problem.status;
  }

  /** Another person has changed the object meanwhile. */
  get isStale(): boolean {
    return this.status === 412;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** No answer came at all: the network, or nobody is listening. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }

  /** Faults of the body, by their JSON Pointer (RFC 6901). */
  faultsByPointer(): ReadonlyMap<string, readonly Fault[]> {
    const found = new Map<string, Fault[]>();
    for (const fault of this.problem.errors ?? []) {
      found.set(fault.pointer, [...(found.get(fault.pointer) ?? []), fault]);
    }
    return found;
  }
}

const unreachable = 'The server does not answer. What you typed is kept; try again when it is back.';

export function unreachableError(): ApiError {
  return new ApiError(blank(0, 'No answer', unreachable));
}

/** The error that an answer which is not `ok` stands for; anything but a problem document is told by its status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const instance = response.headers.get('X-Request-Id') ?? '';
  const other: Problem = {
    ...blank(response.status, response.statusText || `Status ${response.status}`, noReason(response.status)),
    instance,
  };
  if (response.headers.get('Content-Type')?.startsWith('application/problem+json') !== true) {
    return new ApiError(other, seconds);
  }
  const body: unknown = await response.json().catch(() => undefined);
  return new ApiError(isProblem(body) ? body : other, seconds);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;
}

function noReason(status: number): string {
  return `The server answered with status ${status} and no reason. A proxy in front of it may have done that.`;
}

function blank(status: number, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, code: 'internal', detail, instance: '' };
}

/** What an error says to a person: the API's own sentence, or a plain one where the fault is the console's. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.problem.detail;
  return error instanceof Error ? error.message : 'Something went wrong in the console.';
}
