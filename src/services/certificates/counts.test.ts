import { certificateOf, start } from '../../../test/support/builders';
import { createInventoryCounts } from './counts';

function world() {
  let walks = 0;
  let rests = 0;
  let clock = 0;
  const ofCa = (uuid: string, issuerDerSha256: string, issuerDn: string) =>
    certificateOf(uuid, { issuerDerSha256, issuerDn, issuerCommonName: issuerDn.slice(3) });
  const stored = [
    ...[ofCa('1', 'printable', 'CN=One'), ofCa('2', 'utf8', 'CN=One'), ofCa('3', 'other', 'CN=Other')],
    ...[ofCa('4', 'other', 'CN=Other'), ofCa('5', 'other', 'CN=Other'), ofCa('6', 'deleted', 'CN=Deleted')],
  ];
  const read = createInventoryCounts({
    certificates: {
      async *walk() {
        walks += 1;
        clock += 1_000;
        yield stored.slice(0, 3);
        yield stored.slice(3);
      },
    },
    inventory: {
      findMany: async (uuids) =>
        new Map(stored.flatMap((one) => (uuids.includes(one.uuid) && one.uuid !== '6' ? [[one.uuid, one]] : []))),
    },
    pace: () => ({ rest: async () => void (rests += 1) }),
    now: () => start,
    steadyClock: () => clock,
  });
  return { read, walks: () => walks, rests: () => rests, pass: (ms: number) => (clock += ms) };
}

it('counts page after page, rests in between, and names the issuers', async () => {
  const { read, rests } = world();
  const counts = await read(0);
  expect(counts.total.certificates).toBe(6);
  expect(rests()).toBe(2);
  expect(counts.byIssuer).toEqual({
    top: [
      { issuerDn: 'CN=Other', issuerCommonName: 'Other', certificates: 3, archived: 0 },
      { issuerDn: 'CN=One', issuerCommonName: 'One', certificates: 2, archived: 0 },
    ],
    others: { values: 0, certificates: 0, archived: 0 },
  });
});

it.each([
  { name: 'shared while it is on its way, and kept for twenty times what it took', pass: 19_999, walks: 1 },
  { name: 'made again when it is older', pass: 20_001, walks: 2 },
])('a count is $name', async ({ pass, walks: expected }) => {
  const { read, walks, pass: wait } = world();
  await Promise.all([read(5_000), read(5_000)]);
  wait(pass);
  await read(5_000);
  expect(walks()).toBe(expected);
});
