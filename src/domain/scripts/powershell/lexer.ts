import { isBlank, isDash, isDigit, isDoubleQuote, isLineEnd, isNameCharacter, isSingleQuote } from './characters';
import { Cursor } from './cursor';
import { readHeredocHead, readSingleQuoted, readTextPart, type TextFrame } from './texts';
import type { FrameKind, Mode, Token, TokenKind } from './tokens';
import { readType } from './types';
import { readWord, statementWords, opensStatement } from './words';

type Own = Pick<Token, 'frame' | 'quote' | 'isStatic'>;
const nothing: Own = {};
/** Nobody writes brackets in brackets so deep; what is deeper opens nothing. */
const deepest = 2_000;

interface Frame {
  readonly close: ')' | '}' | ']';
  readonly kind: FrameKind;
  /** Once it is closed. */
  readonly back: Mode;
  /** Of the statement around it. */
  readonly keyword: boolean;
}

/**
 * The tokens of a PowerShell script, also of one that does not parse: never throws, looks at each character a bounded
 * number of times, and keeps no stack of calls. It tells commands, their parameters and arguments apart from
 * expressions, as far as that can be told without the parser.
 */
export function tokensOf(text: string): Token[] {
  return new Lexer(text).all();
}

class Lexer {
  private readonly cursor: Cursor;
  private readonly tokens: Token[] = [];
  private readonly frames: (Frame | TextFrame)[] = [];
  private mode: Mode = 'start';
  /** The statement began with a word that a block follows: `if`, `try`, `function`. */
  private keyword = false;
  private start = 0;
  private startLine = 1;
  private lastEnd = -1;

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  all(): Token[] {
    const { cursor } = this;
    while (!cursor.isAtEnd) {
      const top = this.frames.at(-1);
      const before = cursor.pos;
      this.start = before;
      this.startLine = cursor.line;
      if (top?.kind === 'text') this.readText(top);
      else this.readToken(cursor.peek()!, top);
      // A character that nothing took is left out.
      if (cursor.pos === before && this.frames.at(-1) === top) cursor.step();
    }
    return this.tokens;
  }

  private emit(kind: TokenKind, value: string, more: Own = nothing, next?: Mode): void {
    const { pos } = this.cursor;
    if (kind === 'end' && this.tokens.at(-1)?.kind === 'end') {
      if (next !== undefined) this.mode = next;
      return;
    }
    const { start, startLine: line } = this;
    const inText = this.frames.at(-1)?.kind === 'text';
    const { frame, quote, isStatic } = more;
    const glued = start === this.lastEnd;
    // One shape for all: there may be a million of them.
    this.tokens.push({ kind, value, line, start, end: pos, glued, inText, frame, quote, isStatic });
    this.lastEnd = pos;
    if (next !== undefined) this.mode = next;
  }

  private get afterOperand(): Mode {
    return this.mode === 'args' ? 'args' : 'after';
  }

  private get isGluedToValue(): boolean {
    const last = this.tokens.at(-1);
    if (last === undefined || this.start !== this.lastEnd) return false;
    return ['variable', 'member', 'close', 'string', 'type', 'number'].includes(last.kind);
  }

  /** Of a cast or an attribute; what follows in brackets is another one. */
  private get isBehindType(): boolean {
    const last = this.tokens.at(-1);
    return last?.kind === 'type' || last?.frame === 'attribute';
  }

  private readToken(c: string, top: Frame | undefined): void {
    const { cursor } = this;
    if (isLineEnd(c)) this.readLineEnd(top);
    else if (isBlank(c)) cursor.takeWhile(isBlank);
    else if (c === '`' && isLineEnd(cursor.peek(1))) {
      cursor.skip(1);
      cursor.step();
    } else if (c === '#')
      this.emit(
        'comment',
        cursor.takeWhile((one) => !isLineEnd(one)),
      );
    else if (c === '<' && cursor.peek(1) === '#') this.readBlockComment();
    else if (isSingleQuote(c)) this.emitString(readSingleQuoted(cursor), 'single');
    else if (isDoubleQuote(c)) this.openText(undefined);
    else if (c === '@') this.readAt();
    else if (c === '$') this.readDollar();
    else if (c === '(' || c === '{' || c === '[') this.readOpen(c);
    else if (c === ')' || c === '}' || c === ']') this.readClose(c, top);
    else this.readOther(c, top);
  }

  private readLineEnd(top: Frame | undefined): void {
    this.cursor.step();
    const isOpen = top !== undefined && !['block', 'sub', 'table'].includes(top.kind);
    const isListed = this.tokens.at(-1)?.kind === 'comma';
    if (isListed || (isOpen && this.mode !== 'args')) return;
    if (this.mode === 'value' || this.mode === 'start' || this.mode === 'key') return;
    this.emit('end', '', nothing, top?.kind === 'table' ? 'key' : 'start');
  }

  private readBlockComment(): void {
    const { cursor } = this;
    const end = cursor.text.indexOf('#>', cursor.pos + 2);
    cursor.goTo(end < 0 ? cursor.text.length : end + 2);
    this.emit('comment', cursor.text.slice(this.start, cursor.pos));
  }

  private emitString(value: string, quote: 'single' | 'double'): void {
    if (this.mode === 'invoke') this.emit('command', value, { quote }, 'args');
    else if (this.mode === 'key') this.emit('key', value, { quote }, 'after');
    else this.emit('string', value, { quote }, this.afterOperand);
  }

  /** A text in double quotes, which may hold code. */
  private openText(heredocHead: number | undefined): void {
    if (this.frames.length >= deepest) return this.take(1, 'operator', 'after');
    this.cursor.goTo(heredocHead ?? this.cursor.pos + 1);
    const { start, startLine: line } = this;
    this.frames.push({ kind: 'text', start, line, parts: [], isHeredoc: heredocHead !== undefined });
  }

  private readText(frame: TextFrame): void {
    const { cursor } = this;
    const part = readTextPart(cursor, frame.isHeredoc);
    frame.parts.push(part.text);
    if (part.then === 'end') {
      this.frames.pop();
      this.start = frame.start;
      this.startLine = frame.line;
      this.emitString(frame.parts.join(''), 'double');
      return;
    }
    this.start = cursor.pos;
    this.startLine = cursor.line;
    if (part.then === 'code') {
      frame.parts.push('$()');
      cursor.skip(2);
      if (this.frames.length < deepest) this.push('sub', ')', '$(', this.mode);
      return;
    }
    cursor.skip(1);
    const name = cursor.takeVariable() ?? '';
    frame.parts.push(`$${name}`);
    this.emit('variable', name);
  }

  private readAt(): void {
    const { cursor } = this;
    const next = cursor.peek(1);
    const head = readHeredocHead(cursor);
    if (next === '(') this.open('sub', ')', '@(');
    else if (next === '{') this.open('table', '}', '@{');
    else if (head !== undefined && isDoubleQuote(next)) this.openText(head);
    else if (head !== undefined) {
      cursor.goTo(head);
      this.emitString(readSingleQuoted(cursor, true), 'single');
    } else {
      cursor.skip(1);
      this.emit('splat', cursor.takeName(), nothing, this.afterOperand);
    }
  }

  private readDollar(): void {
    const { cursor } = this;
    if (cursor.peek(1) === '(') return this.open('sub', ')', '$(');
    cursor.skip(1);
    const name = cursor.takeVariable();
    if (this.mode === 'invoke') return this.emit('command', '', nothing, 'args');
    if (name === undefined) return this.emit('word', '$', nothing, this.afterOperand);
    if (this.mode === 'start') this.keyword = false;
    this.emit('variable', name, nothing, this.afterOperand);
  }

  private readOpen(c: '(' | '{' | '['): void {
    const { cursor, mode, isGluedToValue: isGlued } = this;
    if (c === '(') {
      if (this.frames.at(-1)?.kind === 'attribute') return this.open('attribute', ')', c);
      const isCall = isGlued && this.tokens.at(-1)?.kind === 'member';
      return this.open(isCall ? 'call' : 'paren', ')', c);
    }
    if (c === '{') return this.open('block', '}', c);
    if (isGlued && !this.isBehindType) return this.open('index', ']', c, 'value');
    if (mode === 'args') return this.emit('word', readWord(cursor), nothing, 'args');
    const type = readType(cursor);
    if (type === undefined) return this.open('index', ']', c, 'value');
    this.emit('type', type.name, nothing, 'typed');
    if (type.isAttribute && this.frames.length < deepest) {
      this.start = cursor.pos;
      this.push('attribute', ']', '', 'typed');
    }
  }

  private open(kind: FrameKind, close: Frame['close'], written: string, inside?: Mode): void {
    this.cursor.skip(written.length);
    if (this.frames.length >= deepest) return this.emit('operator', written, nothing, 'after');
    if (this.mode === 'invoke') this.emit('command', '', nothing, 'args');
    const isStatement = kind === 'block' && this.keyword && this.mode !== 'args';
    this.push(kind, close, written, isStatement ? 'start' : this.afterOperand, isStatement);
    if (inside !== undefined) this.mode = inside;
  }

  private push(kind: FrameKind, close: Frame['close'], written: string, back: Mode, isStatement = false): void {
    this.emit('open', written, { frame: kind });
    this.frames.push({ close, kind, back, keyword: isStatement ? false : this.keyword });
    this.keyword = false;
    this.mode = kind === 'table' || kind === 'attribute' ? 'key' : 'start';
  }

  private readClose(c: ')' | '}' | ']', top: Frame | undefined): void {
    this.cursor.skip(1);
    // One too many, or of another kind: the script does not parse.
    if (top === undefined || top.close !== c) return this.emit('operator', c, nothing, 'after');
    this.frames.pop();
    this.keyword = top.keyword;
    this.emit('close', c, { frame: top.kind }, top.back);
  }

  private readOther(c: string, top: Frame | undefined): void {
    const { cursor, mode } = this;
    const next = cursor.peek(1);
    if (c === ';') this.take(1, 'end', top?.kind === 'table' ? 'key' : 'start');
    else if (c === ',') this.take(1, 'comma', mode === 'args' ? 'args' : top?.kind === 'attribute' ? 'key' : 'value');
    else if (c === '|') this.take(next === '|' ? 2 : 1, next === '|' ? 'end' : 'pipe', 'start');
    else if (c === '&' && next === '&') this.take(2, 'end', 'start');
    else if (c === '&') this.take(1, mode === 'start' ? 'operator' : 'end', mode === 'start' ? 'invoke' : 'start');
    else if (c === '>' || c === '<') this.take(next === '&' ? 2 : 1, 'operator', 'args');
    else if (this.isGluedToValue && this.readMember(c, next)) return;
    else if (mode === 'args') this.readArgument(c, next);
    else if (mode === 'start' || mode === 'invoke' || mode === 'key') this.readStart(c, next);
    else this.readExpression(c, next);
  }

  private take(count: number, kind: TokenKind, next: Mode): void {
    const { cursor } = this;
    cursor.skip(count);
    this.emit(kind, cursor.text.slice(this.start, cursor.pos), nothing, next);
  }

  /** `.Name` and `::Name` behind a value. */
  private readMember(c: string, next: string | undefined): boolean {
    const { cursor } = this;
    const isStatic = c === ':' && next === ':';
    const isNullable = c === '?' && next === '.';
    if (!isStatic && !isNullable && !(c === '.' && next !== '.')) return false;
    const length = c === '.' ? 1 : 2;
    const first = cursor.peek(length);
    if (!isNameCharacter(first) && !isSingleQuote(first) && first !== '$') return false;
    cursor.skip(length);
    if (first === '$') cursor.skip(1);
    const name = isSingleQuote(first) ? readSingleQuoted(cursor) : cursor.takeName();
    this.emit('member', first === '$' ? '' : name, { isStatic }, this.afterOperand);
    return true;
  }

  private readArgument(c: string, next: string | undefined): void {
    const { cursor } = this;
    if (isDash(c) && (isNameCharacter(next) || next === '?') && !isDigit(next)) {
      cursor.skip(1);
      const name = cursor.takeWhile((one) => isNameCharacter(one) || one === '?' || one === '-');
      if (cursor.peek() === ':') cursor.skip(1);
      return this.emit('parameter', name);
    }
    this.emit('word', readWord(cursor));
  }

  private readStart(c: string, next: string | undefined): void {
    const { cursor, mode } = this;
    if (mode === 'key') {
      if (c === '=') return this.take(1, 'assign', 'start');
      return this.emit('key', readWord(cursor, '='), nothing, 'after');
    }
    if (c === '.' && !isNameCharacter(next) && next !== '\\' && next !== '/' && next !== '.') {
      return this.take(1, 'operator', 'invoke');
    }
    if (mode === 'start' && (isDash(c) || c === '!' || c === '+' || isDigit(c))) return this.readExpression(c, next);
    const word = readWord(cursor);
    const lower = word.toLowerCase();
    if (mode === 'invoke' || !statementWords.has(lower)) {
      this.keyword = false;
      return this.emit('command', word, nothing, 'args');
    }
    this.keyword = opensStatement.has(lower);
    this.emit('keyword', lower, nothing, statementWords.get(lower));
  }

  private readExpression(c: string, next: string | undefined): void {
    const { cursor, mode } = this;
    const isAfter = mode === 'after' || mode === 'typed';
    if (isDigit(c) || (c === '.' && isDigit(next) && !isAfter)) {
      return this.emit('number', cursor.takeNumber(), nothing, 'after');
    }
    if (isDash(c) && isNameCharacter(next) && !isDigit(next)) {
      cursor.skip(1);
      return this.emit('operator', `-${cursor.takeName().toLowerCase()}`, nothing, 'value');
    }
    if (c === '.' && next === '.') return this.take(2, 'operator', 'value');
    const last = this.tokens.at(-1);
    // A block of `switch` ends without a mark.
    if (isNameCharacter(c) && last?.kind === 'close' && last.frame === 'block') return this.readStart(c, next);
    if (isNameCharacter(c)) {
      const word = readWord(cursor, '=[].+*/%!?');
      const lower = word.toLowerCase();
      if (lower === 'in') return this.emit('keyword', lower, nothing, 'start');
      const isStatement = mode === 'typed' && statementWords.has(lower);
      if (!isStatement) return this.emit('word', word, nothing, 'after');
      this.keyword = opensStatement.has(lower);
      return this.emit('keyword', lower, nothing, statementWords.get(lower));
    }
    const signs = cursor.takeWhile((one) => '+-*/%?='.includes(one));
    if (signs.endsWith('=')) return this.emit('assign', signs, nothing, 'start');
    if (signs === '') return this.take(1, 'operator', 'value');
    // `++` and `--` belong to a value on either side.
    this.emit('operator', signs, nothing, isAfter && (signs === '++' || signs === '--') ? 'after' : 'value');
  }
}
