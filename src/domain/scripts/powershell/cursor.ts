import { isDigit, isLineEnd, isNameCharacter } from './characters';

/** Keeps looking ahead short. */
const longestName = 200;

/** A place in a text that only moves forward, and knows its line. */
export class Cursor {
  pos = 0;
  line = 1;

  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.pos >= this.text.length;
  }

  peek(ahead = 0): string | undefined {
    return this.text[this.pos + ahead];
  }

  startsWith(part: string): boolean {
    return this.text.startsWith(part, this.pos);
  }

  /** Past characters that are no line ends. */
  skip(count: number): void {
    this.pos += count;
  }

  /** Past one character, whatever it is; CR LF counts as one. */
  step(): void {
    const c = this.text[this.pos];
    this.pos += 1;
    if (c === '\r' && this.text[this.pos] === '\n') this.pos += 1;
    if (isLineEnd(c)) this.line += 1;
  }

  /** To a position, counting the lines on the way. */
  goTo(position: number): void {
    while (this.pos < position) this.step();
  }

  /** What holds from here on; it must not hold for line ends. */
  takeWhile(holds: (c: string) => boolean): string {
    const start = this.pos;
    while (this.pos < this.text.length && holds(this.text[this.pos]!)) this.pos += 1;
    return this.text.slice(start, this.pos);
  }

  takeName(): string {
    return this.takeWhile(isNameCharacter);
  }

  /**
   * After a `$`: the name of a variable, with its scope or drive (`env:PATH`); undefined where none begins, and then
   * nothing is taken.
   */
  takeVariable(): string | undefined {
    const c = this.peek();
    if (c === '{') return this.takeBraced();
    if (c === '$' || c === '?' || c === '^') {
      this.skip(1);
      return c;
    }
    if (!isNameCharacter(c)) return undefined;
    const name = this.takeWhile((one) => isNameCharacter(one) || one === '?');
    if (this.peek() !== ':' || this.peek(1) === ':' || !isNameCharacter(this.peek(1))) return name;
    this.skip(1);
    return `${name}:${this.takeWhile((one) => isNameCharacter(one) || one === '?')}`;
  }

  /** `${any name}`; one that does not end soon, on its line, is none. */
  private takeBraced(): string | undefined {
    const last = Math.min(this.text.length, this.pos + longestName);
    let end = this.pos + 1;
    while (end < last && this.text[end] !== '}' && !isLineEnd(this.text[end])) end += 1;
    if (this.text[end] !== '}') return undefined;
    const name = this.text.slice(this.pos + 1, end);
    this.pos = end + 1;
    return name;
  }

  /** Digits with what belongs to them: `0x1F`, `1.5e3`, `5GB`; not the dots of `1..5`. */
  takeNumber(): string {
    const start = this.pos;
    while (this.pos < this.text.length) {
      const c = this.text[this.pos]!;
      const isPoint = c === '.' && isDigit(this.text[this.pos + 1]);
      if (!isPoint && !isDigit(c) && !isNameCharacter(c)) break;
      this.pos += 1;
    }
    return this.text.slice(start, this.pos);
  }
}
