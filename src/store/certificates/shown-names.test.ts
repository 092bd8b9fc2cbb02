import { shownNamesOf } from './shown-names';

it('shows the first twenty names, long ones cut, and counts all', () => {
  const names = Array.from({ length: 30 }, (_, index) => `dNSName:${index}.example`);
  expect(shownNamesOf({ subjectAlternativeNames: names })).toEqual({ shownNames: names.slice(0, 20), nameCount: 30 });
  const { shownNames } = shownNamesOf({ subjectAlternativeNames: [`uniformResourceIdentifier:${'a'.repeat(90_000)}`] });
  expect(shownNames[0]).toHaveLength(300);
});
