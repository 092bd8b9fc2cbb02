import { StringDecoder } from 'node:string_decoder';
import type { Masker } from '../masking';
import { createControlSequenceFilter } from './control-sequences';

export interface Captured {
  readonly text: string;
  /** Bytes that were read and dropped. */
  readonly truncatedBytes: number;
}

/** Takes in what a script writes to one of its streams. */
export interface Capture {
  write(chunk: Buffer): void;
  /** What was kept: masked, without control sequences. May be asked once. */
  end(): Captured;
}

/** Bytes that are kept of each stream. */
export const outputLimit = 1024 * 1024;

/** @param onText called with each piece as soon as it is known to hold no start of a secret */
export function createCapture(masker: Masker, onText: (text: string) => void = () => undefined): Capture {
  const decoder = new StringDecoder('utf8');
  const filter = createControlSequenceFilter();
  const mask = masker.stream();
  const pieces: string[] = [];
  let kept = 0;
  let dropped = 0;
  const keep = (text: string) => {
    if (text === '') return;
    pieces.push(text);
    onText(text);
  };
  return {
    write(chunk) {
      const room = outputLimit - kept;
      dropped += Math.max(0, chunk.length - room);
      if (room <= 0) return;
      const part = chunk.subarray(0, room);
      kept += part.length;
      keep(mask.write(filter.write(decoder.write(part))));
    },
    end() {
      const rest = filter.write(decoder.end()) + filter.end();
      keep(mask.write(rest) + mask.end({ isCut: dropped > 0 }));
      return { text: pieces.join(''), truncatedBytes: dropped };
    },
  };
}
