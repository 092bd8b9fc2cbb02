import type { TriggerResult } from '../../domain/firings/firing';
import { packTriggers, unpackTriggers } from './details';

const verdict = (index: number): TriggerResult => ({
  trigger: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  kind: 'action',
  result: 'matched',
  truth: 'true',
  leaves: [{ result: 'true', actual: ['dNSName:ä.example.org', null, 1.5, true] }],
  actions: [],
  durationMs: 0.25,
});

describe('packed verdicts', () => {
  it.each([0, 1, 20])('of %d triggers come back as they were', (count) => {
    const triggers = Array.from({ length: count }, (_, index) => verdict(index));
    expect(unpackTriggers(packTriggers(triggers))).toEqual(triggers);
  });

  it('are small', () => {
    const triggers = Array.from({ length: 20 }, (_, index) => verdict(index));
    expect(packTriggers(triggers).length()).toBeLessThan(JSON.stringify(triggers).length / 4);
  });

  it('that were damaged are not taken for verdicts', () => {
    const packed = packTriggers([verdict(1)]);
    packed.buffer.fill(0xff, 0, 4);
    expect(() => unpackTriggers(packed)).toThrow();
  });
});
