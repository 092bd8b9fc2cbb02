import { z } from 'zod';
import { definitionTypes } from '../../domain/builder/definition-type';
import { builderTokens } from '../../domain/builder/tokens';
import type { DescribedStepKind } from './steps/described-kind';

interface Described {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Described[];
  readonly oneOf?: readonly Described[];
  readonly items?: Described;
  readonly description?: string;
  readonly default?: unknown;
}

/** The page of a kind of step: what it does, its ways out and its settings, as the code has them. */
export function stepPage(kind: DescribedStepKind): string {
  const described = z.toJSONSchema(kind.settings, { io: 'input' });
  const members = Object.entries((described.properties ?? {}) as Readonly<Record<string, Described>>);
  const required = new Set(described.required ?? []);
  const rows = members.map(([name, member]) => {
    const use = required.has(name) ? 'needed' : member.default === undefined ? '' : inCode(member.default);
    const words = [member.description ?? '', kind.templates.includes(name) ? 'Tokens are filled.' : ''];
    return `| \`${name}\` | ${typeOf(member)} | ${use} | ${words.filter((one) => one !== '').join(' ')} |`;
  });
  const outputs = kind.outputs.map((one) => `\`${one}\``).join(', ');
  return [
    `# ${kind.title} (\`${kind.code}\`)`,
    kind.help,
    [
      `- Ways out: ${outputs === '' ? (kind.targets === undefined ? 'none' : 'the steps that its settings name') : outputs}`,
      `- In definitions of: ${kind.types === null ? 'all types' : kind.types.map((one) => `\`${one}\``).join(', ')}`,
      `- Time for one visit, where the step says nothing: ${kind.timeoutSeconds} s; attempts: ${kind.retry.attempts}`,
      ...(kind.originNames.length === 0
        ? []
        : [`- In exports of Keyfactor Command: ${kind.originNames.map((one) => `\`${one}\``).join(', ')}`]),
    ].join('\n'),
    rows.length === 0
      ? 'It has no settings.'
      : ['| Setting | Value | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

/** Markdown table of the kinds of steps. */
export function stepTable(kinds: readonly DescribedStepKind[]): string {
  const rows = kinds.map(({ code, title, help }) => `| [${title}](steps/${code}.md) | \`${code}\` | ${help} |`);
  return ['| Step | `type` | What it does |', '|---|---|---|', ...rows].join('\n');
}

/** Markdown table of the names inside `$( )`. */
export function variableTable(): string {
  const rows = builderTokens.map(({ name, aliases, meaning, types }) => {
    const where = types.length === definitionTypes.length ? 'all' : types.map((one) => `\`${one}\``).join(', ');
    const others = aliases.map((one) => `\`${one}\``).join(', ');
    return `| \`${name.endsWith(':') ? `${name}Name` : name}\` | ${others} | ${meaning} | ${where} |`;
  });
  return ['| Name | Also | What it stands for | Types |', '|---|---|---|---|', ...rows].join('\n');
}

function typeOf(member: Described): string {
  if (member.const !== undefined) return inCode(member.const);
  if (member.enum !== undefined) return member.enum.map(inCode).join(', ');
  const options = member.anyOf ?? member.oneOf;
  if (options !== undefined) return [...new Set(options.map(typeOf))].join(' or ');
  if (member.type === 'array') return `list${member.items === undefined ? '' : ` of ${typeOf(member.items)}`}`;
  return typeof member.type === 'string' ? member.type : 'any value';
}

function inCode(value: unknown): string {
  return `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}
