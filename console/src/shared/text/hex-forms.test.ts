import { expect, it } from 'vitest';
import { hexForms } from './hex-forms';

it('gives a serial number in the forms of other tools', () => {
  expect(hexForms('0A:FF')).toEqual([
    { name: 'Hex', text: '0aff' },
    { name: 'Colons', text: '0A:FF' },
    { name: 'Spaces', text: '0a ff' },
    { name: 'Prefixed', text: '0x0aff' },
    { name: 'Decimal', text: '2815' },
  ]);
});

it('pads half a byte, and leaves alone what is no hex', () => {
  expect(hexForms('abc')[1]).toEqual({ name: 'Colons', text: '0A:BC' });
  expect(hexForms('n/a')).toEqual([{ name: 'As shown', text: 'n/a' }]);
});
