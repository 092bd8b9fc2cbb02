import { CertloomError } from '../../domain/problem';

/** What one certificate weighs in a batch: 1, and more for one that is larger than most. */
export function weightOfBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ordinaryBytes));
}

const ordinaryBytes = 4_096;

export interface GathererOptions<T, R> {
  /** Works on a batch; one result an item, in order. A rejection is every item's. */
  readonly run: (items: readonly T[]) => Promise<readonly R[]>;
  readonly weightOf?: (item: T) => number;
  /** Weight of a batch at the most; a single heavier item goes alone. */
  readonly maxWeight: number;
  readonly maxInFlight: number;
  /**
   * True while more items are known to be on their way here: a batch then waits for them, at most `holdMs`. Never
   * true for a caller who is alone, so nothing waits when idle.
   */
  readonly hold?: () => boolean;
  readonly holdMs?: number;
  /**
   * When a batch ends while others wait, the next one waits this long for those just answered to come again:
   * without it callers in a loop fall into two groups that take turns, and runs are half as full.
   */
  readonly regroupMs?: number;
  /** Weight that may wait; beyond it callers are sent away (`overloaded`). */
  readonly maxWaiting: number;
}

/**
 * Gathers what arrives while a batch is at work into the next one. Nothing waits when idle: the first item goes at
 * once, alone. So one caller pays nothing, and many callers share round trips and workflow runs.
 */
export class Gatherer<T, R> {
  private readonly waiting: {
    item: T;
    weight: number;
    resolve: (result: R) => void;
    reject: (error: unknown) => void;
  }[] = [];
  private waitingWeight = 0;
  private inFlight = 0;
  private heldSince: number | undefined;
  private regroupUntil = 0;
  private isPumping = false;

  constructor(private readonly options: GathererOptions<T, R>) {}

  submit(item: T): Promise<R> {
    const weight = this.options.weightOf?.(item) ?? 1;
    if (this.waitingWeight + weight > this.options.maxWaiting && this.waiting.length > 0) {
      return Promise.reject(
        new CertloomError('overloaded', 'Too many uploads are waiting; try again shortly.', { retryAfterSeconds: 2 }),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, weight, resolve, reject });
      this.waitingWeight += weight;
      this.pump();
    });
  }

  /** In the next turn of the event loop: requests that arrived in this one go together. */
  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      this.start();
    });
  }

  private start(): void {
    while (this.inFlight < this.options.maxInFlight && this.waiting.length > 0) {
      if (this.isHeld()) return void setTimeout(() => this.pump(), 1);
      this.heldSince = undefined;
      void this.runBatch(this.take());
    }
  }

  private isHeld(): boolean {
    if (this.waitingWeight >= this.options.maxWeight) return false;
    const now = performance.now();
    if (now >= this.regroupUntil && this.options.hold?.() !== true) return false;
    this.heldSince ??= now;
    return now - this.heldSince < (this.options.holdMs ?? 0);
  }

  private take(): typeof this.waiting {
    let weight = 0;
    let count = 0;
    for (const entry of this.waiting) {
      if (count > 0 && weight + entry.weight > this.options.maxWeight) break;
      weight += entry.weight;
      count += 1;
    }
    this.waitingWeight -= weight;
    return this.waiting.splice(0, count);
  }

  private async runBatch(batch: typeof this.waiting): Promise<void> {
    this.inFlight += 1;
    try {
      const results = await this.options.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.inFlight -= 1;
      if (this.waiting.length > 0) this.regroupUntil = performance.now() + (this.options.regroupMs ?? 0);
      this.pump();
    }
  }
}
