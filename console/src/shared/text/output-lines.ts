import { stretchesOf, type Stretch } from './marks';

/** A printed text line by line. Line ends of Windows are ends of lines, and tabs stay tabs. */
export function outputLines(text: string): readonly (readonly Stretch[])[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) =>
    stretchesOf(line).map((one) => (one.kind === 'mark' && one.text === '\t' ? { kind: 'text', text: '\t' } : one)),
  );
}
