import { ApiError } from '../api/problem';

/** Times that a request which came too soon is sent again. */
const tries = 20;

/**
 * Does something, and again after the time that the API says where it was asked too often: work on many rows goes on at
 * the pace that it allows.
 */
export async function patiently<T>(
  act: () => Promise<T>,
  signal: AbortSignal,
  pause: (milliseconds: number) => Promise<void> = wait,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const isBusy = error instanceof ApiError && error.status === 429;
      if (!isBusy || attempt === tries || signal.aborted) throw error;
      await pause((error.retryAfter ?? 2) * 1000);
    }
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
