import { modulePathFault } from './plugin';

it('takes paths of modules below a folder', () => {
  for (const path of ['ticket.mjs', 'team/ticket/index.js', 'old.cjs', '...mjs'])
    expect([path, modulePathFault(path)]).toEqual([path, undefined]);
});

it('refuses paths that could leave it, and files of other kinds', () => {
  const bad = [
    '/etc/ticket.mjs',
    '../ticket.mjs',
    'a/../../ticket.mjs',
    'C:/ticket.mjs',
    'a\\..\\ticket.mjs',
    './a.mjs',
  ];
  for (const path of [...bad, 'a//b.mjs', 'ticket.sh', 'a\0.mjs', ''])
    expect([path, typeof modulePathFault(path)]).toEqual([path, 'string']);
});
