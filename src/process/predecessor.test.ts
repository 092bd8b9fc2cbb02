import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { leaveNameIn, predecessorIn } from './predecessor';

describe('the name that a process leaves in its data folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-predecessor-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const id = '0b6f0a3e-5a52-4f0e-9d1c-0123456789ab';

  it('is found by the next one', () => {
    expect(predecessorIn(folder)).toBeUndefined();
    leaveNameIn(folder, id);
    expect(predecessorIn(folder)).toBe(id);
  });

  it.each(['', 'somebody', '{"$ne": null}'])('is nobody when the file says %j', (text) => {
    writeFileSync(path.join(folder, 'process.id'), text);
    expect(predecessorIn(folder)).toBeUndefined();
  });

  it('is left out where nothing can be written', () => {
    expect(() => leaveNameIn(path.join(folder, 'missing'), id)).not.toThrow();
  });
});
