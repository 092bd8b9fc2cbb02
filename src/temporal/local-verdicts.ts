import type { UploadVerdict } from './messages/uploads';

/**
 * Verdicts handed over inside one process: from the activity that decided a batch to the caller that waits for it.
 * Only a shortcut: by then everything is stored, and what is left is the way back through the engine. A caller in
 * another process gets the same verdicts as the answer of the update.
 */
export class LocalVerdicts {
  private readonly expected = new Map<string, (verdicts: UploadVerdict[]) => void>();

  /** Resolves when a worker of this process has decided the batch; never when another process does. */
  expect(batchId: string): Promise<UploadVerdict[]> {
    return new Promise((resolve) => this.expected.set(batchId, resolve));
  }

  tell(batchId: string, verdicts: readonly UploadVerdict[]): void {
    this.expected.get(batchId)?.([...verdicts]);
  }

  /** To be called when nobody waits any more. */
  forget(batchId: string): void {
    this.expected.delete(batchId);
  }
}
