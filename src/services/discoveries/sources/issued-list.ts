import { IssuedListUnsupported, type Authority, type IssuedItem } from '../../../domain/authorities/authority';
import type { Found, Gap } from '../../../domain/discoveries/discovery';
import { SourceUnreadable, type Source, type SourcePiece } from '../source';

export interface IssuedListAttributes {
  /** Uuid or name. */
  readonly authority: string;
}

export interface IssuedListDeps {
  readonly find: (authority: string) => Promise<{ readonly uuid: string; readonly name: string } | undefined>;
  readonly authorityOf: (uuid: string) => Promise<Pick<Authority, 'issued'>>;
  /** What went wrong at an authority, for people. */
  readonly inWords: (error: unknown) => string;
}

const pieceSize = 100;

/** What an authority says it has issued: what the inventory lacks came about beside it. */
export function createIssuedList({ find, authorityOf, inWords }: IssuedListDeps): Source {
  return {
    async *read(attributes, position, context): AsyncGenerator<SourcePiece, boolean> {
      const authority = await find((attributes as unknown as IssuedListAttributes).authority);
      if (authority === undefined) throw new SourceUnreadable('There is no such authority any more.');
      const { name } = authority;
      const items = itemsOf(await authorityOf(authority.uuid), position, inWords);
      let at = position;
      try {
        for (;;) {
          context.signal.throwIfAborted();
          if (!context.mayGoOn()) return false;
          const { items: some, isLast } = await take(items);
          at += some.length;
          if (some.length > 0) yield { ...pieceOf(some, name), position: at, total: isLast ? at : null };
          if (isLast) return true;
        }
      } finally {
        await items.return(undefined);
      }
    },
  };
}

/** Whatever goes wrong there is told in words. */
async function* itemsOf(
  authority: Pick<Authority, 'issued'>,
  from: number,
  inWords: (error: unknown) => string,
): AsyncGenerator<IssuedItem> {
  try {
    yield* authority.issued(from);
  } catch (error) {
    throw new SourceUnreadable(error instanceof IssuedListUnsupported ? error.message : inWords(error), {
      cause: error,
    });
  }
}

async function take(
  items: AsyncIterator<IssuedItem>,
): Promise<{ readonly items: IssuedItem[]; readonly isLast: boolean }> {
  const some: IssuedItem[] = [];
  while (some.length < pieceSize) {
    const next = await items.next();
    if (next.done === true) return { items: some, isLast: true };
    some.push(next.value);
  }
  return { items: some, isLast: false };
}

function pieceOf(items: readonly IssuedItem[], authority: string): { found: Found[]; gaps: Gap[] } {
  return {
    found: items.flatMap((item) =>
      item.kind === 'certificate'
        ? [{ der: Buffer.from(item.certificate), place: { protocol: 'issued list', path: authority } }]
        : [],
    ),
    gaps: items.flatMap((item) =>
      item.kind === 'unreadable' ? [{ kind: item.code, place: item.name, detail: item.message }] : [],
    ),
  };
}
