/**
 * A bounded reader of DER (ITU-T X.690) over one byte array: offsets instead of copies, loops instead of recursion.
 * It never throws: what cannot be read sets `fault` and ends the list that was being read.
 */

export type DerFaultCode =
  | 'truncated'
  | 'length_beyond_parent'
  | 'length_too_long'
  | 'indefinite_length'
  | 'tag_too_long'
  | 'too_deep'
  | 'too_many_elements';

export interface DerFault {
  readonly code: DerFaultCode;
  /** Byte offset of the element at fault. */
  readonly offset: number;
}

/** One tag-length-value by its offsets; `contentEnd` and `end` differ only for indefinite lengths. */
export interface DerElement {
  /** The first identifier octet: class, constructed bit and low tag number. */
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

export interface DerOptions {
  /** Accept BER indefinite lengths. Certificates are DER; containers of old tools are not. Default false. */
  readonly indefinite?: boolean;
  /** Deepest nesting `check` descends to. Default 32. */
  readonly maxDepth?: number;
  /** Elements one reader and its forks may read together. Default 65,536. */
  readonly maxElements?: number;
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const CONSTRUCTED = 0x20;
const HIGH_TAG_NUMBER = 0x1f;
const MAX_LENGTH_OCTETS = 4;
const MAX_TAG_OCTETS = 4;

export class DerReader {
  /** The first fault met, null while everything could be read. */
  fault: DerFault | null = null;
  private readonly indefinite: boolean;
  private readonly maxDepth: number;
  private readonly budget: { left: number };

  constructor(
    readonly bytes: Uint8Array,
    private readonly options: DerOptions = {},
    budget?: { left: number },
  ) {
    this.indefinite = options.indefinite ?? false;
    this.maxDepth = options.maxDepth ?? 32;
    this.budget = budget ?? { left: options.maxElements ?? 65_536 };
  }

  /** A reader over the same bytes and the same element budget with a fault of its own. */
  fork(): DerReader {
    return new DerReader(this.bytes, this.options, this.budget);
  }

  /** The element that starts at `offset` and must end at or before `limit`; null sets `fault`. */
  elementAt(offset: number, limit: number): DerElement | null {
    if (!this.spend(offset)) return null;
    const header = this.header(offset, limit);
    if (header === null) return null;
    if (header.length >= 0) {
      const end = header.contentStart + header.length;
      return { tag: header.tag, start: offset, contentStart: header.contentStart, contentEnd: end, end };
    }
    const contentEnd = this.endOfContents(header.contentStart, limit);
    if (contentEnd < 0) return null;
    return { tag: header.tag, start: offset, contentStart: header.contentStart, contentEnd, end: contentEnd + 2 };
  }

  /** The elements inside `parent` in order; after a fault those in front of it. Empty for an empty parent. */
  children(parent: DerElement): DerElement[] {
    const found: DerElement[] = [];
    let offset = parent.contentStart;
    while (offset < parent.contentEnd) {
      const element = this.elementAt(offset, parent.contentEnd);
      if (element === null) break;
      found.push(element);
      offset = element.end;
    }
    return found;
  }

  /**
   * Walks everything below `root` (not into OCTET and BIT STRINGs) with an explicit stack and says whether all of it
   * fits and stays inside the limits. Definite lengths only: indefinite ones are walked when they are cut out.
   */
  check(root: DerElement): boolean {
    const ends: number[] = [root.contentEnd];
    let offset = root.contentStart;
    while (ends.length > 0) {
      const end = ends[ends.length - 1] as number;
      if (offset >= end) {
        ends.pop();
        continue;
      }
      if (!this.spend(offset)) return false;
      const header = this.header(offset, end);
      if (header === null) return false;
      if (header.length < 0) {
        this.fail('indefinite_length', offset);
        return false;
      }
      if ((header.tag & CONSTRUCTED) === 0) {
        offset = header.contentStart + header.length;
        continue;
      }
      if (ends.length >= this.maxDepth) {
        this.fail('too_deep', offset);
        return false;
      }
      ends.push(header.contentStart + header.length);
      offset = header.contentStart;
    }
    return true;
  }

  /** Identifier and length octets; `length` is -1 for an indefinite one. */
  private header(offset: number, limit: number): { tag: number; contentStart: number; length: number } | null {
    const { bytes } = this;
    if (offset + 2 > limit) return this.fail('truncated', offset);
    const tag = bytes[offset] as number;
    let at = offset + 1;
    if ((tag & HIGH_TAG_NUMBER) === HIGH_TAG_NUMBER) {
      const last = Math.min(limit, at + MAX_TAG_OCTETS);
      while (at < last && (bytes[at] as number) >= 0x80) at += 1;
      if (at >= last) return this.fail(last === limit ? 'truncated' : 'tag_too_long', offset);
      at += 1;
      if (at >= limit) return this.fail('truncated', offset);
    }
    const first = bytes[at] as number;
    at += 1;
    let length = first;
    if (first === 0x80) {
      if (!this.indefinite || (tag & CONSTRUCTED) === 0) return this.fail('indefinite_length', offset);
      return { tag, contentStart: at, length: -1 };
    }
    if (first > 0x80) {
      const octets = first & 0x7f;
      if (octets > MAX_LENGTH_OCTETS) return this.fail('length_too_long', offset);
      if (at + octets > limit) return this.fail('truncated', offset);
      length = 0;
      // Multiplied, not shifted: four octets may say 2^31 and more.
      for (const end = at + octets; at < end; at += 1) length = length * 256 + (bytes[at] as number);
    }
    if (length > limit - at) return this.fail('length_beyond_parent', offset);
    return { tag, contentStart: at, length };
  }

  /**
   * Offset of the end-of-contents octets that close an indefinite length, -1 with a fault. Definite elements are
   * jumped over (nothing in them can close an outer one), so the open indefinite ones need a count, not a stack.
   */
  private endOfContents(start: number, limit: number): number {
    let open = 1;
    let offset = start;
    for (;;) {
      if (offset + 2 <= limit && this.bytes[offset] === 0 && this.bytes[offset + 1] === 0) {
        open -= 1;
        if (open === 0) return offset;
        offset += 2;
        continue;
      }
      if (!this.spend(offset)) return -1;
      const header = this.header(offset, limit);
      if (header === null) return -1;
      offset = header.contentStart + Math.max(0, header.length);
      if (header.length < 0) {
        open += 1;
        if (open > this.maxDepth) {
          this.fail('too_deep', offset);
          return -1;
        }
      }
    }
  }

  /** Takes one element from the budget; false with a fault when none is left. */
  private spend(offset: number): boolean {
    if (this.budget.left <= 0) {
      this.fail('too_many_elements', offset);
      return false;
    }
    this.budget.left -= 1;
    return true;
  }

  private fail(code: DerFaultCode, offset: number): null {
    this.fault ??= { code, offset };
    return null;
  }
}
