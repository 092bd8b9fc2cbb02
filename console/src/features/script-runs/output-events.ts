/** What a run says while it runs. */
export type OutputEvent =
  | { readonly kind: 'stdout' | 'stderr'; readonly text: string; readonly id: string }
  | { readonly kind: 'end'; readonly status: string };

/** Reads server-sent events out of pieces of text, however they are cut; comments are skipped. */
export function createOutputReader(): (piece: string) => readonly OutputEvent[] {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => eventOf(block) ?? []);
  };
}

function eventOf(block: string): OutputEvent | undefined {
  const fields = new Map(
    block.split('\n').flatMap((line): (readonly [string, string])[] => {
      const at = line.indexOf(':');
      return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1).replace(/^ /, '')]];
    }),
  );
  const kind = fields.get('event');
  const data = fields.get('data');
  if (kind === undefined || data === undefined) return undefined;
  const said = JSON.parse(data) as { readonly text?: string; readonly status?: string };
  if (kind === 'end') return { kind, status: said.status ?? '' };
  if (kind === 'stdout' || kind === 'stderr') return { kind, text: said.text ?? '', id: fields.get('id') ?? '' };
  return undefined;
}
