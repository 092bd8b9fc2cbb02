import { start } from '../../../test/support/builders';
import { storedValueSealing } from './seal-stored';

interface Row {
  readonly _id: string;
  readonly revision: number;
  readonly attributes: object;
}

function world(uuids: readonly string[], stubborn = 0) {
  const open = new Set(uuids);
  let isDone = false;
  let refusals = stubborn;
  let walks = 0;
  const openSecrets = {
    areCertificatesSealed: async () => isDone,
    rememberCertificates: async () => void (isDone = true),
    async certificatesAfter(uuid: string, limit: number) {
      if (uuid === '') walks += 1;
      return uuids
        .filter((one) => one > uuid)
        .slice(0, limit)
        .map((_id): Row => ({ _id, revision: 1, attributes: {} })) as never[];
    },
    async sealCertificates(rows: readonly { readonly _id: string }[]) {
      const found = rows.filter(({ _id }) => open.has(_id));
      for (const { _id } of found) {
        if (refusals > 0) refusals -= 1;
        else open.delete(_id);
      }
      return found.length;
    },
  };
  /** Gives how many it says were sealed. */
  async function seal(signal = new AbortController().signal): Promise<number> {
    let all = 0;
    await storedValueSealing({ openSecrets, seal: (text) => text, now: () => start }).run({
      pace: { rest: async () => undefined },
      signal,
      note: ({ certificates = 0 }) => (all = certificates),
    });
    return all;
  }
  return { seal, open, isDone: () => isDone, walks: () => walks };
}

describe('sealing what an earlier release stored', () => {
  it('goes through all pages, and again until nothing is open', async () => {
    const uuids = Array.from({ length: 1_200 }, (_, index) => `c-${String(index).padStart(5, '0')}`);
    const { seal, open, isDone, walks } = world(uuids, 3);
    expect(await seal()).toBe(1_203);
    expect([open.size, isDone(), walks()]).toEqual([0, true, 3]);
    expect(await seal()).toBe(0);
    expect(walks()).toBe(3);
  });

  it('does not say that it is done when it was broken off', async () => {
    const { seal, isDone } = world(['a']);
    await seal(AbortSignal.abort());
    expect(isDone()).toBe(false);
  });
});
