import type { Growing } from './growing';
import { tokensOf } from './lexer';
import type {
  PwshArgument,
  PwshAssignment,
  PwshCommand,
  PwshMember,
  PwshModel,
  PwshName,
  PwshSwitch,
  PwshText,
} from './model';
import { parametersIn } from './param-block';
import type { Token } from './tokens';

interface GrowingArgument extends Omit<Growing<PwshArgument>, 'texts'> {
  texts: string[];
}
interface GrowingCommand extends Omit<Growing<PwshCommand>, 'elements'> {
  elements: (GrowingArgument | PwshSwitch)[];
}

/** What one pair of brackets holds. */
interface Scope {
  command: GrowingCommand | undefined;
  /** The command before a `|`. */
  piped: GrowingCommand | undefined;
  readonly isAttribute: boolean;
  readonly isCatch: boolean;
}

const scopePrefix = /^(?:global|script|local|private):/i;

/** The model of a script out of its tokens: what can be told without PowerShell's parser. */
export function modelOfTokens(content: string): PwshModel {
  const tokens = tokensOf(content);
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  const reader = new Reader(code);
  for (let at = 0; at < code.length; at += 1) reader.read(code[at]!, at);
  const comments = tokens.filter(({ kind }) => kind === 'comment');
  return {
    ...reader.model,
    requires: comments.filter(({ value }) => /^#requires\s/i.test(value)).map(requirement),
    parameters: parametersIn(code, content),
  };
}

function requirement({ value, line }: Token): PwshName {
  return { name: value.slice(1), line };
}

class Reader {
  private readonly commands: GrowingCommand[] = [];
  private readonly texts: PwshText[] = [];
  private readonly types: PwshName[] = [];
  private readonly members: PwshMember[] = [];
  private readonly variables: PwshName[] = [];
  private readonly assignments: PwshAssignment[] = [];
  private readonly functions: string[] = [];
  private readonly configurations: PwshName[] = [];
  private readonly errorsInTables: { line: number }[] = [];
  private hasTable = false;
  private scopes: Scope[] = [{ command: undefined, piped: undefined, isAttribute: false, isCatch: false }];
  private keyword = '';

  constructor(private readonly tokens: readonly Token[]) {}

  get model(): Omit<PwshModel, 'requires' | 'parameters'> {
    const { commands, texts, types, members, variables, assignments, functions, configurations } = this;
    return {
      ...{ source: 'tokens', parseErrors: [], commands, texts, types, members, variables, assignments, functions },
      ...{ configurations, errorsInTables: this.errorsInTables, hasTable: this.hasTable },
    };
  }

  private get scope(): Scope {
    return this.scopes[this.scopes.length - 1]!;
  }

  read(token: Token, at: number): void {
    const { kind, value, line } = token;
    if (kind === 'command') this.begin(token);
    else if (kind === 'open') this.open(token, at);
    else if (kind === 'close') {
      if (this.scopes.length > 1) this.scopes.pop();
    } else if (kind === 'end') this.endStatement();
    else if (kind === 'pipe') {
      this.scope.piped = this.scope.command;
      this.scope.command = undefined;
    } else if (kind === 'keyword') this.readKeyword(token, at);
    else if (kind === 'assign') this.assign(at);
    else if (kind === 'parameter') this.scope.command?.elements.push({ kind: 'parameter', name: value, line });
    else if (kind === 'splat' && this.scope.command !== undefined) this.scope.command.isSplatted = true;
    else if (kind === 'type') this.types.push({ name: value, line });
    else if (kind === 'member') this.readMember(token, at);
    else this.readValue(token, at);
  }

  private begin({ value, line, quote }: Token): void {
    const command: GrowingCommand = { name: value, line, elements: [], isSplatted: false, next: null };
    if (this.scope.piped !== undefined) this.scope.piped.next = command;
    this.scope.piped = undefined;
    this.scope.command = command;
    this.commands.push(command);
    if (value !== '') this.texts.push({ text: value, line, isBareword: quote === undefined });
  }

  private open(token: Token, at: number): void {
    this.argument(token, at);
    const isAttribute = token.frame === 'attribute';
    this.hasTable ||= token.frame === 'table';
    const isBlock = token.frame === 'block';
    const isCatch = isBlock ? this.keyword === 'catch' : this.scopes[this.scopes.length - 1]!.isCatch;
    if (isBlock) this.keyword = '';
    this.scopes.push({ command: undefined, piped: undefined, isAttribute, isCatch });
  }

  private endStatement(): void {
    this.scope.command = undefined;
    this.scope.piped = undefined;
  }

  private readKeyword({ value }: Token, at: number): void {
    this.endStatement();
    this.keyword = value;
    const next = this.tokens[at + 1];
    if (next?.kind !== 'word') return;
    const name = next.value.replace(scopePrefix, '');
    if (value === 'function' || value === 'filter' || value === 'workflow') this.functions.push(name);
    if (value === 'configuration') this.configurations.push({ name, line: next.line });
  }

  private readMember({ value: name, line, isStatic = false }: Token, at: number): void {
    const [before, after] = [this.tokens[at - 1], this.tokens[at + 1]];
    const isNamed = before !== undefined && ['type', 'variable', 'member'].includes(before.kind);
    const of = isNamed ? before.value : before?.kind === 'close' ? this.calledAt(at - 1) : null;
    const isCall = after?.kind === 'open' && after.frame === 'call' && after.glued;
    this.members.push({ name, line, isStatic, isCall, of });
    const last = this.scope.command?.elements.at(-1);
    if (last?.kind === 'argument') last.variable = null;
  }

  /** Of `.Key.Next` behind brackets only the nearest name counts: `$x['Expires'].Split`. */
  private calledAt(close: number): string | null {
    const [open, key] = [this.tokens[close - 2], this.tokens[close - 1]];
    return open?.frame === 'index' && key?.kind === 'string' ? key.value : null;
  }

  private readValue(token: Token, at: number): void {
    const { kind, value, line } = token;
    if (kind === 'string') this.texts.push({ text: value, line, isBareword: false });
    if (kind === 'key') this.texts.push({ text: value, line, isBareword: token.quote === undefined });
    if (kind === 'word') this.texts.push({ text: value, line, isBareword: true });
    if (kind === 'variable') this.variables.push({ name: value, line });
    if (['string', 'word', 'number', 'variable'].includes(kind)) this.argument(token, at);
    if (kind === 'variable' && this.keyword === 'foreach' && this.tokens[at + 1]?.value === 'in') {
      this.assignments.push({ to: 'variable', name: value, line, constant: null });
    }
  }

  /** A value as an argument of the command around it; what follows a comma, or is written without a gap, belongs to it. */
  private argument({ kind, value, line, inText, glued }: Token, at: number): void {
    const { command } = this.scope;
    if (command === undefined || inText) return;
    const before = this.tokens[at - 1];
    const isMore = before?.kind === 'comma' || (glued && before !== undefined && before.kind !== 'parameter');
    const last = command.elements.at(-1);
    const text = kind === 'string' || kind === 'word' || kind === 'number' ? [value] : [];
    if (isMore && last?.kind === 'argument') {
      last.texts.push(...text);
      last.variable = null;
    } else {
      command.elements.push({ kind: 'argument', texts: text, variable: kind === 'variable' ? value : null, line });
    }
  }

  private assign(at: number): void {
    const target = this.tokens[at - 1];
    if (target === undefined || this.scope.isAttribute) return;
    const constant = this.constantAt(at + 1);
    const { line } = target;
    const to = target.kind;
    if (to === 'variable') this.assignments.push({ to, name: target.value, line, constant });
    else if (to === 'member') this.assignments.push({ to, name: target.value, line, constant });
    else if (to === 'key') this.assignments.push({ to, name: target.value, line, constant });
    else if (to === 'close' && target.frame === 'index') {
      const name = this.calledAt(at - 1);
      if (name !== null) this.assignments.push({ to: 'key', name, line, constant });
    }
    const isIntoTable = to === 'key' || (to === 'close' && target.frame === 'index') || to === 'member';
    if (isIntoTable && this.isErrorAt(at + 1)) this.errorsInTables.push({ line });
    this.endStatement();
  }

  /** The value behind an `=` where it is one token and nothing more. */
  private constantAt(at: number): string | null {
    const [value, next] = [this.tokens[at], this.tokens[at + 1]];
    if (value === undefined || !endsValue(next)) return null;
    if (value.kind === 'string' || value.kind === 'number') return value.value;
    return value.kind === 'variable' && /^(true|false|null)$/i.test(value.value) ? value.value : null;
  }

  private isErrorAt(at: number): boolean {
    const [value, next, key, close, after] = this.tokens.slice(at, at + 5);
    if (value?.kind !== 'variable') return false;
    if (value.value === '_') return this.scope.isCatch && endsValue(next);
    const isFirst = next?.frame === 'index' && key?.value === '0' && close?.kind === 'close';
    return value.value.toLowerCase() === 'error' && isFirst && endsValue(after);
  }
}

function endsValue(token: Token | undefined): boolean {
  return token === undefined || token.kind === 'end' || token.kind === 'close';
}
