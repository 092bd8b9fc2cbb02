import { pathCertificate } from '../../../test/support/path-certificates';
import type { KeyUsage, ValidationStatus } from '../certificates/certificate';
import { basicConstraintsCheck, keyUsageCheck, validityCheck } from './own-checks';
import type { PathCertificate } from './path-certificate';

const certificate = (more: Partial<PathCertificate>) => pathCertificate('x', 'ca', more);

describe('validityCheck', () => {
  const [notBefore, notAfter] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')];
  it.each<[string, ValidationStatus]>([
    ['2025-12-31T23:59:59.999Z', 'inactive'],
    ['2026-01-01T00:00:00Z', 'valid'],
    ['2026-02-01T00:00:00.999Z', 'valid'],
    ['2026-02-01T00:00:01Z', 'expired'],
  ])('%s: %s', (now, status) =>
    expect(validityCheck(certificate({ notBefore, notAfter }), new Date(now)).status).toBe(status),
  );

  it('is invalid when a time cannot be read', () => {
    expect(validityCheck(certificate({ notAfter: null }), notBefore).status).toBe('invalid');
    expect(validityCheck(certificate({ notBefore: null }), notBefore).status).toBe('invalid');
  });
});

describe('basicConstraintsCheck', () => {
  const oid = '2.5.29.19';
  it.each<[Partial<PathCertificate>, ValidationStatus]>([
    [{ basicConstraints: null }, 'valid'],
    [{ basicConstraints: { ca: false, pathLength: null } }, 'valid'],
    [{ basicConstraints: { ca: false, pathLength: 0 } }, 'invalid'],
    [{ basicConstraints: { ca: true, pathLength: 0 }, criticalExtensions: [oid] }, 'valid'],
    [{ basicConstraints: { ca: true, pathLength: null } }, 'invalid'],
    [{ unreadableExtensions: [oid] }, 'failed'],
  ])('%j: %s', (more, status) => expect(basicConstraintsCheck(certificate(more)).status).toBe(status));
});

describe('keyUsageCheck', () => {
  const ca = { ca: true, pathLength: null };
  it.each<[KeyUsage[] | null, PathCertificate['basicConstraints'], ValidationStatus]>([
    [null, null, 'valid'],
    [['digitalSignature'], null, 'valid'],
    [[], null, 'invalid'],
    [['keyCertSign'], null, 'invalid'],
    [['keyCertSign', 'cRLSign'], ca, 'valid'],
    [['digitalSignature'], ca, 'invalid'],
  ])('%j with %j: %s', (keyUsage, basicConstraints, status) =>
    expect(keyUsageCheck(certificate({ keyUsage, basicConstraints })).status).toBe(status),
  );

  it('failed when it cannot be read', () =>
    expect(keyUsageCheck(certificate({ unreadableExtensions: ['2.5.29.15'] })).status).toBe('failed'));
});
