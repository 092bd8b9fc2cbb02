import { stepWarnings } from './step-warnings';

const notAfter = new Date('2030-06-30T00:00:00Z');
const steps = ['P60D', 'P30D', 'P14D', 'P1D'].map((before) => ({ before, addRecipients: [] }));

it.each([
  { name: 'a window of 60 days', from: '2030-05-01T00:00:00Z', expected: [] },
  { name: 'a window of 30 days', from: '2030-05-31T00:00:00Z', expected: ['P60D'] },
  { name: 'a third of 47 days', from: '2030-06-14T12:00:00Z', expected: ['P60D', 'P30D'] },
  { name: 'a certificate of a day', from: '2030-06-29T16:00:00Z', expected: ['P60D', 'P30D', 'P14D', 'P1D'] },
])('$name', ({ from, expected }) => {
  const found = stepWarnings(steps, new Date(from), { notBefore: null, notAfter });
  expect(found.map(({ step }) => step)).toEqual(expected);
  // The shortest of them is made up for when the window begins.
  expect(found.map(({ detail }) => detail.endsWith('comes then.'))).toEqual(
    expected.map((_step, index) => index === expected.length - 1),
  );
});
