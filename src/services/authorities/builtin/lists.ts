import type { RevocationListHead, RevocationListStore } from '../../../store/authorities/revocation-lists';
import type { RevokedCertificateStore } from '../../../store/authorities/revoked-certificates';
import { createTurns } from '../../../store/database/turns';
import { writeCrl, writeEntry } from '../../../x509/crl-writer';
import { authorityOfCa, isRootId } from './addresses';
import { latest as latestOf, validFrom, type BuiltinCas } from './cas';
import type { OpenedCa } from './key-pair';

export interface PublishedList {
  readonly der: Buffer;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

export interface ListDeps {
  readonly cas: Pick<BuiltinCas, 'find'>;
  readonly revoked: Pick<RevokedCertificateStore, 'all'>;
  readonly lists: RevocationListStore;
  /** How long a list of the authority holds. */
  readonly lifetimeHours: (authority: string) => Promise<number>;
  readonly now: () => Date;
}

const hourMs = 3_600_000;
const rowsAtOnce = 500;
/** RFC 5280, section 3.3: an entry stays for at least one list after its certificate has ended. */
const keptAfterEndMs = 7 * 24 * hourMs;
/** A long list takes seconds to make: revocations one after the other shall not make one each. */
const msForEntry = 0.1;
const attempts = 5;

/** Whether a new list is to be made: something was revoked since, or a third of its time is all that is left. */
export function isListDue(head: RevocationListHead, now: Date): boolean {
  if (head.number === 0) return true;
  const left = head.nextUpdate.getTime() - now.getTime();
  if (left <= (head.nextUpdate.getTime() - head.thisUpdate.getTime()) / 3) return true;
  const age = now.getTime() - head.thisUpdate.getTime();
  return head.changes !== head.listedChanges && age >= head.entries * msForEntry;
}

/** Revocation lists of the built-in CAs: made when they are due, by whoever asks first. */
export function createRevocationLists(deps: ListDeps) {
  const { cas, lists, now } = deps;
  const running = new Map<string, Promise<PublishedList | null>>();
  const latest = new Map<string, PublishedList & { readonly build: string }>();

  async function caOf(caId: string): Promise<OpenedCa | null> {
    const found = await cas.find(authorityOfCa(caId));
    if (found === null) return null;
    return isRootId(caId) ? found.root : found.issuing;
  }

  async function stored(head: RevocationListHead): Promise<PublishedList | null> {
    const { ca, build, number, thisUpdate, nextUpdate } = head;
    const known = latest.get(ca);
    if (known?.build === build) return known;
    const der = await lists.content(head);
    if (der === null) return null;
    const list = { der, build, number, thisUpdate, nextUpdate };
    latest.set(ca, list);
    return list;
  }

  async function look(caId: string): Promise<PublishedList | null> {
    const ca = await caOf(caId);
    if (ca === null) return null;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const head = await lists.head(caId);
      // Another process may be faster with the same number: then its list is looked at.
      if (isListDue(head, now())) await make(ca, head, deps);
      else {
        const list = await stored(head);
        if (list !== null) return list;
      }
    }
    throw new Error('the revocation list changes faster than it can be read');
  }

  return {
    /** Null: there is no such CA. Those who ask at once share the work. */
    current(caId: string): Promise<PublishedList | null> {
      const other = running.get(caId);
      if (other !== undefined) return other;
      const work = look(caId).finally(() => running.delete(caId));
      running.set(caId, work);
      return work;
    },
  };
}

export type RevocationLists = ReturnType<typeof createRevocationLists>;

async function make(ca: OpenedCa, head: RevocationListHead, deps: ListDeps): Promise<void> {
  const at = deps.now();
  const authority = authorityOfCa(ca.id);
  const { entries, count, newest } = isRootId(ca.id) ? nothing : await entriesOf(authority, at, deps.revoked);
  // Not older than what it holds, than the last change, and than the list before it.
  const thisUpdate = latestOf(validFrom(at), newest, head.changedAt, head.thisUpdate);
  const nextUpdate = new Date(thisUpdate.getTime() + (await deps.lifetimeHours(authority)) * hourMs);
  const number = head.number + 1;
  const plan = { issuer: ca.subject, authorityKeyId: ca.keyId, number, thisUpdate, nextUpdate, entries };
  const der = await writeCrl(plan, ca.signer);
  const { changes: listedChanges } = head;
  await deps.lists.replace({ ca: ca.id, number, thisUpdate, nextUpdate, entries: count, listedChanges, der });
}

const nothing = { entries: [], count: 0, newest: new Date(0) };

async function entriesOf(authority: string, at: Date, revoked: ListDeps['revoked']) {
  const turns = createTurns();
  const entries: Buffer[] = [];
  let count = 0;
  let newest = new Date(0);
  for await (const rows of revoked.all(authority, rowsAtOnce)) {
    const due = rows.filter(({ notAfter }) => at.getTime() - notAfter.getTime() < keptAfterEndMs);
    entries.push(Buffer.concat(due.map(writeEntry)));
    newest = due.reduce((last, { revokedAt }) => latestOf(last, revokedAt), newest);
    await turns.give();
    count += due.length;
  }
  return { entries, count, newest };
}
