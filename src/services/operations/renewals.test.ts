import { operationOf } from '../../../test/support/operations';
import { workOf } from '../../../test/support/builders';
import { at, certificateOf } from '../../../test/support/services';
import type { RenewalWindow } from '../../domain/authorities/authority';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { noRenewal } from '../../domain/authorities/renewal-settings';
import type { Operation } from '../../domain/operations/operation';
import { CertloomError, type ProblemCode } from '../../domain/problem';
import type { KnownWindow } from '../../store/operations/renewal-windows';
import { areRenewalsNeeded, createRenewals } from './renewals';
import type { OperationRequest } from './start';

const hour = 3_600_000;
const day = 24 * hour;
const inDays = (days: number) => new Date(at.getTime() + days * day);
const profile = (change: Partial<RaProfile> = {}, renewal: Partial<RaProfile['renewal']> = {}) =>
  ({
    ...{ uuid: 'ra', enabled: true, authorityInstanceUuid: 'ca' },
    renewal: { ...noRenewal, enabled: true, days: 30, percent: null, jitterHours: 0, ...renewal },
    ...change,
  }) as RaProfile;
const certificate = (uuid: string, left: number) => ({
  ...{ uuid, notBefore: inDays(left - 90), notAfter: inDays(left), createdAt: at },
});

function renewing({
  profiles = [profile()],
  certificates = [certificate('due', 20), certificate('later', 40)],
  earlier = [],
  replaced = [],
  refusal,
  window = null,
  known = [],
  renewed = [],
}: {
  readonly profiles?: readonly RaProfile[];
  readonly certificates?: readonly ReturnType<typeof certificate>[];
  readonly earlier?: readonly Operation[];
  readonly replaced?: readonly string[];
  readonly refusal?: ProblemCode;
  readonly window?: RenewalWindow | Error | null;
  readonly known?: readonly KnownWindow[];
  readonly renewed?: readonly CertificateRecord[];
} = {}) {
  const started: string[] = [];
  const asked: string[] = [];
  const noted: [string, Date | null][] = [];
  const kept = new Map(known.map((one) => [one.certificate, one]));
  const renewals = createRenewals({
    raProfiles: async () => profiles,
    certificates: {
      page: async (raProfile, _at, behind, limit) => {
        const own = raProfile === 'ra' ? certificates : [];
        const from = behind === undefined ? 0 : own.findIndex(({ uuid }) => uuid === behind.uuid) + 1;
        return own.slice(from, from + limit);
      },
    },
    windows: { findMany: async () => new Map(kept), save: async (one) => void kept.set(one.certificate, one) },
    operations: { list: async () => [...earlier] },
    inventory: {
      find: async (uuid) => renewed.find((one) => one.uuid === uuid) ?? null,
      content: async (uuid) => Buffer.from(uuid),
      noteRenewBy: async (uuid, renewBy) => void noted.push([uuid, renewBy]),
    },
    saysWhenToRenew: async (authority) => authority === 'ca',
    authorityOf: async () => ({
      async renewalWindow(der) {
        asked.push(Buffer.from(der).toString());
        if (window instanceof Error) throw window;
        return window;
      },
    }),
    replacedAmong: async () => new Set(replaced),
    async start(wanted: OperationRequest, { key, origin }) {
      if (refusal !== undefined) throw new CertloomError(refusal, 'no');
      started.push(`${wanted.action} ${wanted.certificate} ${origin} ${key}`);
      return operationOf('o', { errorCode: wanted.certificate === 'faulty' ? 'required' : null });
    },
    logger: { info: () => undefined, warn: () => void asked.push('warned'), error: () => undefined },
    now: () => at,
  });
  return { start: () => renewals.startDue('s', workOf()), started, asked, kept, noted };
}

const succeeded: Partial<Operation> = {
  ...{ certificate: 'due', origin: 'renewal', state: 'issued', issuedCertificate: 'c-new', finishedAt: at },
};

describe('automatic renewals', () => {
  it('start what is due, under the scan', async () => {
    const { start, started } = renewing();
    expect(await start()).toEqual({ started: 1, failed: 0 });
    expect(started).toEqual(['renew due renewal renewal:due:s']);
  });

  it.each<[string, Parameters<typeof renewing>[0]]>([
    ['it is off', { profiles: [profile({}, { enabled: false })] }],
    ['the RA profile is disabled', { profiles: [profile({ enabled: false })] }],
    ['it is replaced', { replaced: ['due'] }],
    ['it is under way', { refusal: 'operation_under_way' }],
    ['it is gone meanwhile', { refusal: 'not_found' }],
    [
      'the last try failed a moment ago',
      { earlier: [operationOf('e', { certificate: 'due', origin: 'renewal', state: 'failed', finishedAt: at })] },
    ],
    [
      'what came of the last one is in force, though it has not all names',
      { earlier: [operationOf('e', succeeded)], renewed: [certificateOf('new', { source: 'issue' })] },
    ],
  ])('start nothing when %s', async (_, options) => {
    const { start, started } = renewing(options);
    expect(await start()).toEqual({ started: 0, failed: 0 });
    expect(started).toEqual([]);
  });

  it.each([
    ['is revoked', [certificateOf('new', { source: 'issue', state: 'revoked' })]],
    ['is over', [certificateOf('new', { source: 'issue', notAfter: inDays(-1) })]],
    ['is gone', []],
  ])('start again when what came of the last one %s', async (_, renewed) => {
    const { start } = renewing({ earlier: [operationOf('e', succeeded)], renewed });
    expect(await start()).toEqual({ started: 1, failed: 0 });
  });

  it('figure-R9 count what begins as a failure, which fires like any other end', async () => {
    expect(await renewing({ certificates: [certificate('faulty', 5)] }).start()).toEqual({ started: 0, failed: 1 });
  });

  it('are told of other faults', () =>
    expect(renewing({ refusal: 'engine_unavailable' }).start()).rejects.toMatchObject({ code: 'engine_unavailable' }));

  it('go through every page', async () => {
    const many = Array.from({ length: 450 }, (_, index) => certificate(`c-${index}`, 10));
    expect(await renewing({ certificates: many }).start()).toEqual({ started: 450, failed: 0 });
  });

  it('hear what the authority wants, and ask it again when it said so', async () => {
    const window: RenewalWindow = { start: inDays(-2), end: inDays(-1), explanationUrl: null, nextLookAt: inDays(1) };
    const { start, started, asked, kept, noted } = renewing({ certificates: [certificate('later', 60)], window });
    expect(await start()).toEqual({ started: 1, failed: 0 });
    expect([started.length, asked, kept.get('later')?.nextLookAt]).toEqual([1, ['later'], inDays(1)]);
    await start();
    expect(asked).toEqual(['later']);
    expect([noted, kept.get('later')?.notAfter]).toEqual([[['later', inDays(-1)]], inDays(60)]);
  });

  it('ask also where people renew, note what the authority said, and start nothing', async () => {
    const window: RenewalWindow = { start: inDays(-2), end: inDays(-1), explanationUrl: null, nextLookAt: inDays(1) };
    const off = { profiles: [profile({}, { enabled: false })], certificates: [certificate('later', 60)] };
    const { start, noted } = renewing({ ...off, window });
    expect([await start(), noted]).toEqual([{ started: 0, failed: 0 }, [['later', inDays(-1)]]]);
    const silent = renewing({ ...off, profiles: [profile({ authorityInstanceUuid: 'inside' }, { enabled: false })] });
    expect([await silent.start(), silent.asked]).toEqual([{ started: 0, failed: 0 }, []]);
  });

  it.each([
    ['renew by themselves', {}, {}, true],
    ['have an authority that says when', {}, { enabled: false }, true],
    ['do not want to hear it', {}, { enabled: false, byAuthority: false }, false],
    ['have another kind of authority', { authorityInstanceUuid: 'inside' }, { enabled: false }, false],
    ['have no authority', { authorityInstanceUuid: null }, { enabled: false }, false],
    ['are disabled', { enabled: false }, {}, false],
  ])('are looked at for RA profiles that %s: %#', async (_case, change, renewal, expected) => {
    const says = async (authority: string) => authority === 'ca';
    expect(await areRenewalsNeeded([profile(change, renewal)], says)).toBe(expected);
  });

  it('go by what the authority said before while it is away, and ask none that nobody wants to hear', async () => {
    const before = { start: inDays(-2), end: inDays(-1), explanationUrl: null };
    const known = [{ certificate: 'later', window: before, nextLookAt: at, notAfter: inDays(60) }];
    const away = { certificates: [certificate('later', 60)], window: new Error('away'), known };
    const { start, asked, kept } = renewing(away);
    expect(await start()).toEqual({ started: 1, failed: 0 });
    expect([asked, kept.get('later')?.nextLookAt]).toEqual([['later', 'warned'], new Date(at.getTime() + 6 * hour)]);
    const deaf = renewing({ ...away, profiles: [profile({}, { byAuthority: false })] });
    expect(await deaf.start()).toEqual({ started: 0, failed: 0 });
    expect(deaf.asked).toEqual([]);
  });
});
