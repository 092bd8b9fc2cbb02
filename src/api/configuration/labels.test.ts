import { asLabels, asTexts, createLabelReader, documentLabels, labelText } from './labels';

describe('labels of documents', () => {
  it('are texts in one order, and back', () => {
    const labels = { team: 'payments', 'example.org/stage': 'live' };
    expect(asTexts(labels)).toEqual(['example.org/stage=live', 'team=payments']);
    expect(asLabels(asTexts(labels))).toEqual(labels);
    expect(asTexts(undefined)).toEqual([]);
  });

  it.each(['team', 'team=', '=payments', 'team=a b', `team=${'x'.repeat(64)}`])('%s is none', (text) =>
    expect(labelText.safeParse(text).success).toBe(false),
  );

  it('hold no other values', () => {
    expect(documentLabels.safeParse({ team: 7 }).success).toBe(false);
    expect(documentLabels.safeParse({ 'a b': 'c' }).success).toBe(false);
  });

  it('belong to an object by its uuid, and are read once for a kind', async () => {
    let reads = 0;
    const labelsOf = createLabelReader({
      async of() {
        reads += 1;
        return new Map([['g1', ['team=payments']]]);
      },
    });
    const group = { kind: 'Group' } as never;
    expect(await labelsOf(group, { uuid: 'g1' })).toEqual(['team=payments']);
    expect(await labelsOf(group, { uuid: 'g2' })).toEqual([]);
    expect(reads).toBe(1);
  });
});
