import { createSecretBox } from '../../secrets/secret-box';
import { createBulkSecrets } from './bulk-secrets';

const { conceal, reveal } = createBulkSecrets(createSecretBox([Buffer.alloc(32, 7)]));
const changes = {
  archived: true,
  customAttributes: [
    { name: 'pin', content: [{ data: 'planted', reference: 'r' }, { data: 2 }] },
    { name: 'site', content: null },
    { name: 'none', content: [] },
  ],
};

it('keeps no value in plain, and gives back what was asked for', () => {
  const kept = conceal(changes, 'b1');
  expect(JSON.stringify(kept)).not.toContain('planted');
  expect(kept).toMatchObject({
    archived: true,
    customAttributes: [{ name: 'pin' }, { name: 'site', content: null }, {}],
  });
  expect(reveal(kept, 'b1')).toEqual(changes);
});

it('opens nothing that belongs to another change', () => {
  expect(() => reveal(conceal(changes, 'b1'), 'b2')).toThrow('cannot be opened');
});

it('leaves changes without attributes alone', () => {
  expect(reveal(conceal({ archived: true }, 'b1'), 'b1')).toEqual({ archived: true });
});
