/** A number where the text is one as it would be written back; else the text, until it is one. */
export function numberOrText(text: string): number | string {
  const number = Number(text);
  return text.trim() !== '' && String(number) === text ? number : text;
}

/** The lines of what was pasted, where there are several. */
export function splitPasted(text: string): readonly string[] | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 1 ? lines.slice(0, 1000) : undefined;
}

/** An instant as a `datetime-local` field takes it, in the reader's zone; undefined for what is no instant. */
export function localTime(instant: string): string | undefined {
  if (instant === '') return '';
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, local.endsWith(':00.000Z') ? 16 : 19);
}
