/** The command line cannot be understood; the message is one sentence for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a terminal may show of somebody's input. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
