import { describe, expect, it } from 'vitest';
import {
  duplicated,
  inserted,
  moved,
  nodeAt,
  pointerOfPath,
  readTree,
  removed,
  sizeOf,
  stepped,
  toCondition,
  unwrapped,
  withNodeAt,
  wrapped,
  type Direction,
  type Path,
  type TreeNode,
} from './tree';
import { valueAt } from '../forms/pointers';

const leaf = (field: string) => ({ source: 'property', field, operator: 'NOT_EMPTY' });
const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(leaf);
const treeOf = (condition: unknown): TreeNode => readTree(condition)!;
const back = (node: TreeNode | null | undefined) => toCondition(node ?? null);

describe('reading and writing', () => {
  it.each([
    ['nothing', null],
    ['a comparison', a],
    ['groups', { all: [a, { any: [b, { not: c }] }] }],
    ['none of several', { not: { any: [a, b] } }],
    ['not one of one, as it was written', { not: { any: [a] } }],
    ['not all', { not: { all: [a, b] } }],
    ['not not', { not: { not: a } }],
    ['empty groups', { all: [{ any: [] }, { not: { any: [] } }] }],
    ['what is no condition yet', { all: [{ what: 'else' }, { all: 'text' }, { all: [a], any: [b] }] }],
  ])('%s comes back as it was', (_name, condition) => {
    expect(back(readTree(condition))).toEqual(condition);
  });

  it('calls a not over an any none', () => {
    expect(readTree({ not: { any: [a, b] } })).toMatchObject({ kind: 'none', children: [{ leaf: a }, { leaf: b }] });
    expect(readTree({ not: a })).toMatchObject({ kind: 'none', children: [{ leaf: a }] });
  });

  it('names each node as the API does', () => {
    const condition = { all: [a, { not: b }, { not: { any: [c, { any: [d] }] } }] };
    const tree = treeOf(condition);
    const paths: Path[] = [[], [0], [1], [1, 0], [2], [2, 0], [2, 1], [2, 1, 0]];
    for (const path of paths) {
      expect(valueAt(condition, pointerOfPath(tree, path))).toEqual(back(nodeAt(tree, path)));
    }
    expect(pointerOfPath(tree, [2, 1, 0])).toBe('/all/2/not/any/1/any/0');
  });
});

describe('changing', () => {
  it('adds to what is there', () => {
    const node: TreeNode = { kind: 'leaf', leaf: b! };
    expect(back(inserted(null, [], 0, node))).toEqual({ all: [b] });
    expect(back(inserted(treeOf(a), [], 1, node))).toEqual({ all: [a, b] });
    expect(back(inserted(treeOf({ all: [{ any: [a] }] }), [0], 9, node))).toEqual({ all: [{ any: [a, b] }] });
  });

  it('takes away, and ends without a condition when the last is gone', () => {
    expect(back(removed(treeOf({ all: [a, b] }), [0]))).toEqual({ all: [b] });
    expect(back(removed(treeOf({ all: [a] }), [0]))).toBeNull();
    expect(back(removed(treeOf(a), []))).toBeNull();
    expect(back(removed(treeOf({ all: [{ any: [a] }] }), [0, 0]))).toEqual({ all: [{ any: [] }] });
  });

  it('wraps, opens and doubles', () => {
    expect(back(wrapped(treeOf({ all: [a, b] }), [1], 'any'))).toEqual({ all: [a, { any: [b] }] });
    expect(back(unwrapped(treeOf({ all: [a, { any: [b, c] }] }), [1]))).toEqual({ all: [a, b, c] });
    expect(back(unwrapped(treeOf({ all: [a] }), []))).toEqual(a);
    expect(back(unwrapped(treeOf({ all: [a, b] }), []))).toEqual({ all: [a, b] });
    expect(back(duplicated(treeOf({ all: [a, b] }), [0]))).toEqual({ all: [a, a, b] });
    expect(back(withNodeAt(treeOf({ all: [a, b] }), [1], { kind: 'leaf', leaf: c! }))).toEqual({ all: [a, c] });
  });
});

describe('moving', () => {
  const root = treeOf({ all: [a, { any: [b, c] }, d] });

  it.each<[string, Path, Direction, unknown, Path]>([
    ['down', [0], 'down', { all: [{ any: [b, c] }, a, d] }, [1]],
    ['up', [2], 'up', { all: [a, d, { any: [b, c] }] }, [1]],
    ['into the group before it', [2], 'in', { all: [a, { any: [b, c, d] }] }, [1, 2]],
    ['into the group after it', [0], 'in', { all: [{ any: [a, b, c] }, d] }, [0, 0]],
    ['out', [1, 0], 'out', { all: [a, { any: [c] }, b, d] }, [2]],
    ['within its group', [1, 0], 'down', { all: [a, { any: [c, b] }, d] }, [1, 1]],
  ])('%s', (_name, from, direction, expected, path) => {
    const result = stepped(root, from, direction)!;
    expect(back(result.root)).toEqual(expected);
    expect(result.path).toEqual(path);
  });

  it.each<[string, Path, Direction]>([
    ['the first one up', [0], 'up'],
    ['the last one down', [2], 'down'],
    ['out of the root', [0], 'out'],
    ['into what is no group', [1, 0], 'in'],
    ['the root', [], 'down'],
  ])('does not move %s', (_name, from, direction) => {
    expect(stepped(root, from, direction)).toBeUndefined();
  });

  it('drops where it is let go, and never into itself', () => {
    expect(back(moved(root, [0], [], 3)?.root)).toEqual({ all: [{ any: [b, c] }, d, a] });
    expect(back(moved(root, [0], [1], 1)?.root)).toEqual({ all: [{ any: [b, a, c] }, d] });
    expect(moved(root, [0], [1], 1)?.path).toEqual([0, 1]);
    expect(moved(root, [1], [1], 0)).toBeUndefined();
    expect(moved(root, [0], [], 0)).toBeUndefined();
    expect(moved(root, [0], [], 1)).toBeUndefined();
  });

  it('keeps every comparison, wherever it goes', () => {
    const paths: Path[] = [[0], [1], [2], [1, 0], [1, 1]];
    for (const from of paths) {
      for (const group of [[], [1]]) {
        for (let index = 0; index <= 3; index += 1) {
          const result = moved(root, from, group, index);
          if (result === undefined) continue;
          expect(sizeOf(result.root).leaves).toBe(4);
          expect(nodeAt(result.root, result.path)).toEqual(nodeAt(root, from));
        }
      }
    }
  });
});

it('counts as the API does', () => {
  expect(sizeOf(treeOf({ all: [a, { not: { any: [b, c] } }] }))).toEqual({ depth: 3, leaves: 3 });
  expect(sizeOf(null)).toEqual({ depth: 0, leaves: 0 });
});
