import { existsSync } from 'node:fs';
import { optionalModule } from './optional-package';

describe('optionalModule', () => {
  it('finds what is installed', () => {
    expect(existsSync(optionalModule('@temporalio/testing/package.json'))).toBe(true);
  });

  it('figure-F15: says which install leaves the package out, and no path', () => {
    expect(() => optionalModule('@temporalio/no-such-package')).toThrow(
      'its package is not installed (npm ci --omit=optional leaves it out)',
    );
  });
});
