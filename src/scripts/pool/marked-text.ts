/** Cuts the text of run after run out of a stream that they share: each ends with a mark of its own. */
export interface MarkedText {
  /** What the stream gave. */
  write(chunk: Buffer): void;
  /**
   * Begins a run; what came before belongs to none and is dropped.
   * @param mark text that no run can know beforehand
   * @param sink gets what the run writes, as it comes
   * @returns resolves once the mark was seen
   */
  begin(mark: string, sink: (chunk: Buffer) => void): Promise<void>;
  /** Hands over what was held back because it may have been the mark's beginning; what comes then is dropped. */
  end(): void;
}

export function createMarkedText(): MarkedText {
  let current: { readonly mark: Buffer; readonly sink: (chunk: Buffer) => void; readonly seen: () => void } | undefined;
  let held = Buffer.alloc(0);
  const give = (sink: (chunk: Buffer) => void, part: Buffer) => {
    if (part.length > 0) sink(part);
  };
  return {
    write(chunk) {
      if (current === undefined) return;
      const { mark, sink, seen } = current;
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const at = all.indexOf(mark);
      if (at >= 0) {
        current = undefined;
        held = Buffer.alloc(0);
        give(sink, all.subarray(0, at));
        seen();
        return;
      }
      const keep = startOf(mark, all);
      held = Buffer.from(all.subarray(all.length - keep)); // its own copy: chunks may be large
      give(sink, all.subarray(0, all.length - keep));
    },
    begin(mark, sink) {
      held = Buffer.alloc(0);
      return new Promise((seen) => (current = { mark: Buffer.from(`\n${mark}\n`), sink, seen }));
    },
    end() {
      if (current !== undefined) give(current.sink, held);
      current = undefined;
      held = Buffer.alloc(0);
    },
  };
}

/** As many bytes at the end of `text` as `mark` begins with. */
function startOf(mark: Buffer, text: Buffer): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.subarray(text.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}
