import { expect, it } from 'vitest';
import { navigation, navigationFor } from './navigation';

it('shows what somebody may do and leaves out groups without anything', () => {
  const groups = [
    { label: 'A', entries: [{ label: 'One', to: '/one', needs: ['certificates:read'] as const }] },
    { label: 'B', entries: [{ label: 'Two', to: '/two', needs: [] }] },
  ];
  expect(navigationFor([], groups).map(({ label }) => label)).toEqual(['B']);
  expect(navigationFor(['certificates:read'], groups).map(({ label }) => label)).toEqual(['A', 'B']);
});

it('has each address and each key once', () => {
  const entries = navigation.flatMap((group) => group.entries);
  const keys = entries.flatMap(({ key }) => key ?? []);
  expect(new Set(entries.map(({ to }) => to)).size).toBe(entries.length);
  expect(new Set(keys).size).toBe(keys.length);
});
