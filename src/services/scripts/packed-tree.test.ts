import { gzipSync } from 'node:zlib';
import { readPackedTree } from './packed-tree';

it('reads what was packed, and nothing out of what is no tree', () => {
  const packed = gzipSync(JSON.stringify({ nodes: [] })).toString('base64');
  expect(readPackedTree(packed)).toEqual({ nodes: [] });
  expect([undefined, '', 7, 'no gzip', gzipSync('no json').toString('base64')].map(readPackedTree)).toEqual(
    Array<undefined>(5).fill(undefined),
  );
});

it('does not unpack what is far too long', () => {
  expect(readPackedTree(gzipSync(Buffer.alloc(70 * 1024 * 1024)).toString('base64'))).toBeUndefined();
});
