import { alertTokens } from '../domain/alerts/tokens';

/** Markdown table of the tokens of alerts, as docs/alerts.md has it; ends without a line break. */
export function tokenTable(): string {
  return [
    ...['| Token | What it stands for | Example | Kinds |', '|---|---|---|---|'],
    ...alertTokens.map(({ name, meaning, example, kinds }) => {
      const written = name.endsWith(':') ? `${name}Name` : name;
      return `| \`{${written}}\` | ${meaning} | \`${example}\` | ${kinds.map((kind) => `\`${kind}\``).join(', ')} |`;
    }),
  ].join('\n');
}
