import { Graph, layout } from '@dagrejs/dagre';
import type { Kinds } from './edit';
import type { Flow, Point, Step } from './flow';
import { inOrder } from './order';
import { waysOf } from './ways';

/** Of a step on the canvas; ways out stand along its lower edge. */
export const stepWidth = 208;
export const stepHeight = 76;

/** Places of all steps, from top to bottom in the direction of the ways. */
export function laidOut(steps: readonly Step[], kinds: Kinds): ReadonlyMap<string, Point> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 48, ranksep: 84 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ordered = inOrder(steps, kinds);
  const names = new Set(ordered.map(({ uniqueName }) => uniqueName));
  for (const { uniqueName } of ordered) graph.setNode(uniqueName, { width: stepWidth, height: stepHeight });
  for (const step of ordered) {
    for (const { id, to, nature } of waysOf(step, kinds.get(step.type))) {
      // The way on stays straight; what is for failures goes around.
      if (to !== undefined && names.has(to)) {
        graph.setEdge(step.uniqueName, to, { weight: nature === 'continue' ? 4 : 1, minlen: 1 }, id);
      }
    }
  }
  layout(graph);
  return new Map(
    ordered.map(({ uniqueName }) => {
      const { x, y } = graph.node(uniqueName) as Point;
      return [uniqueName, { x: Math.round(x - stepWidth / 2), y: Math.round(y - stepHeight / 2) }];
    }),
  );
}

/**
 * Places of all steps: those that are stored as they are, and the others where there is room. Without a single stored one
 * everything is laid out anew.
 */
export function placesOf(steps: readonly Step[], canvas: Flow['canvas'], kinds: Kinds): ReadonlyMap<string, Point> {
  const stored = new Map(canvas.places.map(({ step, x, y }) => [step, { x, y }]));
  const known = steps.filter(({ uniqueName }) => stored.has(uniqueName));
  if (known.length === 0) return laidOut(steps, kinds);
  const places = new Map(known.map(({ uniqueName }) => [uniqueName, stored.get(uniqueName)!]));
  for (const step of inOrder(steps, kinds)) {
    if (places.has(step.uniqueName)) continue;
    const from = steps.find(
      (one) => places.has(one.uniqueName) && waysOf(one, kinds.get(one.type)).some(({ to }) => to === step.uniqueName),
    );
    const above = from === undefined ? undefined : places.get(from.uniqueName)!;
    places.set(step.uniqueName, freeSpot(above === undefined ? lowest(places) : below(above), [...places.values()]));
  }
  return places;
}

/**
 * With a place stored for each step that is drawn somewhere: once one has been placed by hand, nothing else is laid out
 * anew, and so nothing moves by itself.
 */
export function pinned(flow: Flow, places: ReadonlyMap<string, Point>): Flow {
  const stored = new Set(flow.canvas.places.map(({ step }) => step));
  const missing = flow.steps.flatMap(({ uniqueName }) => {
    const at = stored.has(uniqueName) ? undefined : places.get(uniqueName);
    return at === undefined ? [] : [{ step: uniqueName, x: at.x, y: at.y }];
  });
  if (missing.length === 0) return flow;
  return { ...flow, canvas: { ...flow.canvas, places: [...flow.canvas.places, ...missing] } };
}

export const below = ({ x, y }: Point): Point => ({ x, y: y + stepHeight + 84 });

function lowest(places: ReadonlyMap<string, Point>): Point {
  const all = [...places.values()];
  if (all.length === 0) return { x: 0, y: 0 };
  return below(all.reduce((most, one) => (one.y > most.y ? one : most)));
}

/** The place itself, or the nearest one to its right where nothing stands. */
export function freeSpot(wanted: Point, taken: readonly Point[]): Point {
  const isTaken = ({ x, y }: Point) =>
    taken.some((one) => Math.abs(one.x - x) < stepWidth + 16 && Math.abs(one.y - y) < stepHeight + 16);
  let { x } = wanted;
  while (isTaken({ x, y: wanted.y })) x += stepWidth + 32;
  return { x, y: wanted.y };
}
