import { refuseStale, staleRevision } from './revision';

describe('refuseStale', () => {
  it('lets the revision pass that was seen', () => expect(() => refuseStale({ revision: 3 }, 3)).not.toThrow());

  it.each([2, 4, 0])('refuses revision 3 where %s was seen', (seen) =>
    expect(() => refuseStale({ revision: 3 }, seen)).toThrow(staleRevision()),
  );

  it('has the code that the API answers 412 for', () => expect(staleRevision().code).toBe('revision_mismatch'));
});
