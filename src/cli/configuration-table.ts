import { settingRows, type SettingRow } from '../config/describe';

/** The Markdown table of all settings, as the README has it; ends without a line break. */
export function configurationTable(rows: readonly SettingRow[] = settingRows): string {
  return ['| Variable | Type | Default | Effect |', '|---|---|---|---|', ...rows.map(toLine)].join('\n');
}

function toLine({ name, type, default: fallback, effect, fileTwin }: SettingRow): string {
  const twin = fileTwin ? ` Also from a file: \`${name}_FILE\`.` : '';
  return `| \`${name}\` | ${cell(type)} | ${cell(fallback)} | ${cell(effect)}${twin} |`;
}

function cell(text: string): string {
  // Angle brackets would be read as a tag: the default sender has them.
  return (text === '' ? 'none' : text).replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
