import { createLinkSigner } from '../../secrets/link-signer';
import { createDecisionLinks, createPageLinks } from './page-links';

const signer = createLinkSigner([Buffer.alloc(32)]);
const publicUrl = 'https://certloom.example';
const id = '00000000-0000-4000-8000-000000000001';
const at = new Date('2030-01-01T10:00:00Z');

describe('links to pages', () => {
  const link = createPageLinks({ signer, publicUrl, days: 90 });

  it('open for the days that are set, to the end of the last', () => {
    const made = token(link({ kind: 'firing', id }, at));
    expect(signer.open(made, new Date('2030-04-01T23:59:59Z'))).toEqual({
      kind: 'open',
      target: { kind: 'firing', id },
    });
    expect(signer.open(made, new Date('2030-04-02T00:00:00Z'))).toMatchObject({ kind: 'expired' });
  });

  it('are the same all day', () => {
    const evening = new Date('2030-01-01T23:00:00Z');
    expect(link({ kind: 'firing', id }, evening)).toBe(link({ kind: 'firing', id }, at));
  });

  it.each([
    ['firing', `/event-history/${id}`],
    ['certificate', `/certificates/${id}`],
    ['approval', `/approvals/${id}`],
    ['digest', '/expiring'],
  ] as const)('lead to the API where they are off: %s', (kind, path) =>
    expect(createPageLinks({ signer, publicUrl, days: 0 })({ kind, id }, at)).toBe(`${publicUrl}/api/v1${path}`),
  );
});

describe('links to decide', () => {
  const user = '00000000-0000-4000-8000-000000000002';
  const until = new Date('2030-01-08T10:30:00Z');

  it('are for one user, and end with the approval', () => {
    const made = token(createDecisionLinks({ signer, publicUrl, days: 90 })!({ approval: id, user, until }));
    const target = { kind: 'decision', id, user };
    expect(signer.open(made, new Date('2030-01-08T10:29:59Z'))).toEqual({ kind: 'open', target });
    expect(signer.open(made, until)).toEqual({ kind: 'expired', target });
  });

  it('are not made where links to pages are off', () =>
    expect(createDecisionLinks({ signer, publicUrl, days: 0 })).toBeUndefined());
});

function token(url: string): string {
  return /^https:\/\/certloom\.example\/n\/([^/]+)$/.exec(url)?.[1] ?? '';
}
