import { expect, it } from 'vitest';
import { freeSpot, laidOut, pinned, placesOf, stepHeight, stepWidth } from './layout';
import { move } from './edit';
import { inOrder } from './order';
import { flowWith, kinds, row, stepOf } from './testing';

it('lays steps out from top to bottom, none upon another', () => {
  const places = laidOut(row, kinds);
  const y = (name: string) => places.get(name)!.y;
  expect(y('Start')).toBeLessThan(y('Mail'));
  expect(y('Mail')).toBeLessThan(y('Wait'));
  expect(y('Wait')).toBeLessThan(y('End'));
});

it('leaves what is placed where it is, and puts the rest where there is room', () => {
  const flow = flowWith(row, {
    places: [
      { step: 'Start', x: 0, y: 0 },
      { step: 'Mail', x: 500, y: 300 },
      { step: 'Wait', x: 500, y: 460 },
    ],
  });
  const places = placesOf(flow.steps, flow.canvas, kinds);
  expect(places.get('Mail')).toEqual({ x: 500, y: 300 });
  // Behind Mail, by its way of errors; Wait stands there already.
  const end = places.get('End')!;
  expect(end.y).toBe(460);
  expect(end.x).toBeGreaterThan(500 + stepWidth);
});

it('finds the next free spot', () => {
  expect(freeSpot({ x: 0, y: 0 }, [])).toEqual({ x: 0, y: 0 });
  expect(freeSpot({ x: 0, y: 0 }, [{ x: 10, y: stepHeight / 2 }]).x).toBeGreaterThan(stepWidth);
});

it('lists steps as they are reached, and what nothing reaches last', () => {
  const lost = stepOf('Lost', 'email');
  expect(inOrder([lost, ...[...row].reverse()], kinds).map(({ uniqueName }) => uniqueName)).toEqual([
    ...['Start', 'Mail', 'Wait', 'End', 'Lost'],
  ]);
});

it('moves nothing else when the first step is moved by hand', () => {
  const flow = flowWith(row);
  const drawn = placesOf(flow.steps, flow.canvas, kinds);
  const after = pinned(move(flow, new Map([['Mail', { x: 900, y: 0 }]])), drawn);
  const then = placesOf(after.steps, after.canvas, kinds);
  expect(then).toEqual(new Map([...drawn, ['Mail', { x: 900, y: 0 }]]));
});
