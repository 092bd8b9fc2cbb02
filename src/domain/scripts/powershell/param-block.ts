import type { Growing } from './growing';
import type { PwshParameter } from './model';
import type { Token } from './tokens';

/**
 * The parameters of a script: those of the `param` block that stands before all other code. Null where there is none.
 * @param tokens without comments
 */
export function parametersIn(tokens: readonly Token[], content: string): PwshParameter[] | null {
  const at = paramAt(tokens);
  if (at === undefined) return null;
  const found: Growing<PwshParameter>[] = [];
  let depth = 0;
  let type = 'object';
  let mandatory = false;
  let valueFrom: number | undefined;
  for (let index = at + 1; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    const isEnd = depth === 0 || (depth === 1 && token.kind === 'comma');
    if (isEnd) {
      const last = found.at(-1);
      if (last !== undefined && valueFrom !== undefined) last.default = content.slice(valueFrom, token.start).trim();
      [type, mandatory, valueFrom] = ['object', false, undefined];
      if (depth === 0) return found;
    } else if (valueFrom !== undefined) continue;
    else if (depth === 1 && token.kind === 'type' && tokens[index + 1]?.frame !== 'attribute') type = token.value;
    else if (depth === 1 && token.kind === 'variable')
      found.push({ name: token.value, type, mandatory, default: null });
    else if (depth === 1 && token.kind === 'assign') valueFrom = token.end;
    else if (token.kind === 'key' && token.value.toLowerCase() === 'mandatory')
      mandatory = !isFalseAt(tokens, index + 1);
  }
  return found;
}

/** Only attributes, `using` and `#Requires` may stand before it. */
function paramAt(tokens: readonly Token[]): number | undefined {
  let depth = 0;
  let isUsing = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const { kind, value } = tokens[index]!;
    if (depth === 0 && kind === 'keyword' && value === 'param') return index;
    if (kind === 'open') depth += 1;
    else if (kind === 'close') depth -= 1;
    else if (kind === 'end') isUsing = false;
    else if (kind === 'keyword' && value === 'using') isUsing = true;
    else if (depth === 0 && !isUsing && kind !== 'type') return undefined;
  }
  return undefined;
}

/** `Mandatory = $false`, or `0`. */
function isFalseAt(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.kind === 'assign' && /^(false|0)$/i.test(tokens[at + 1]?.value ?? '');
}
