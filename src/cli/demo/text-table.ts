/** Rows as aligned columns for a terminal; a column is as wide as its widest cell, the last one is not padded. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === head.length - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((size) => '-'.repeat(size));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** At most `most` characters on one line, nothing that a terminal would act upon. */
export function cut(text: string, most: number): string {
  const shown = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  const characters = [...shown];
  return characters.length <= most ? shown : `${characters.slice(0, most - 1).join('')}…`;
}

/** Columns a terminal uses, near enough: East Asian wide characters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
        ? 2
        : 1),
    0,
  );
}
