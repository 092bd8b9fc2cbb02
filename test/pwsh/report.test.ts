import { createReport } from './report';

it('counts, and tells what is wrong', async () => {
  const lines: string[] = [];
  const report = createReport((line) => lines.push(line.replace(/\d+ ms/, 'T')));
  await report.check('well', () => Promise.resolve([]));
  expect(report.end()).toEqual({ line: '1 passed, 0 failed', isGood: true });
  await report.check('wrong', () => Promise.resolve(['a is 1\nand 2', 'b is 3']));
  await report.check('broken', () => Promise.reject(new Error('no such file')));
  expect(lines.slice(0, 4)).toEqual(['ok well (T)', 'not ok wrong (T)', '    a is 1\n    and 2', '    b is 3']);
  expect(lines[5]).toContain('Error: no such file');
  expect(report.end()).toEqual({ line: '1 passed, 2 failed', isGood: false });
});

it('is not good when nothing was checked', () =>
  expect(createReport().end()).toEqual({ line: '0 passed, 0 failed', isGood: false }));
