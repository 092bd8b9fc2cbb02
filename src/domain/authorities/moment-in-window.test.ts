import { momentInWindow } from './moment-in-window';

const day = (number: number) => new Date(Date.UTC(2027, 0, 1 + number));
const lifetime = { notBefore: day(0), notAfter: day(90) };

it.each([
  ['the start', day(58), day(62), 0, day(58)],
  ['the middle', day(58), day(62), 0.5, day(60)],
  ['no earlier than a third of the lifetime', day(0), day(90), 0, day(30)],
  ['after that third where the window is the whole lifetime', day(0), day(90), 0.5, day(60)],
  ['a window that is over at once', day(-3), day(-2), 0.5, new Date(Date.UTC(2026, 11, 29, 12))],
])('draws %s', (_case, start, end, draw, expected) => {
  expect(momentInWindow({ start, end }, lifetime, draw)).toEqual(expected);
});
