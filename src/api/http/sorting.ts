import { z } from './schemas';

/** A field to sort by; with `-` in front of it in descending order: `name`, `-createdAt`. */
export type Sort<Field extends string> = Field | `-${Field}`;

/** The parameter `sort` of a list that can be sorted by these fields, in either direction. */
export function sortBy<Field extends string>(first: Field, ...others: readonly Field[]) {
  const more = others.flatMap((field): Sort<Field>[] => [field, `-${field}`]);
  return z.enum<[Sort<Field>, ...Sort<Field>[]]>([first, `-${first}`, ...more]).openapi({
    description: 'Field to sort by; `-` in front of it reverses the order.',
  });
}

/** The field and the direction that a `sort` out of `sortBy(...fields)` names. */
export function sortOrder<Field extends string>(
  sort: Sort<Field>,
  [first, ...others]: readonly [Field, ...Field[]],
): { readonly field: Field; readonly direction: 1 | -1 } {
  const field = others.find((other) => sort === other || sort === `-${other}`) ?? first;
  return { field, direction: sort.startsWith('-') ? -1 : 1 };
}
