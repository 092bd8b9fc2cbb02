import { besideOne, flag, isoDate, line, name, pageQuery, uuid, z } from '../http/schemas';

const screen = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a list is expected, such as certificates')
  .openapi({ description: 'The list that it is of, as the console calls it.', example: 'certificates' });

const fields = {
  screen,
  name,
  query: z
    .record(line(1, 64), z.string().max(2_000))
    .refine((query) => Object.keys(query).length <= 50, 'at most 50 filters are kept')
    .openapi({ description: 'Filters and `sort` by their names in the address of the screen.' }),
  columns: z.array(line(1, 64)).max(100).openapi({
    description: 'Columns in their order. None: those that the list begins with.',
  }),
  shared: z.boolean().openapi({ description: 'Everybody who is signed in may open it.' }),
};

export const viewBody = z
  .strictObject({
    ...fields,
    query: fields.query.default({}),
    columns: fields.columns.default([]),
    shared: fields.shared.default(false),
  })
  .openapi('SavedViewRequest');

export const viewView = z
  .strictObject({
    uuid,
    ...fields,
    owner: z.string(),
    ownerName: besideOne,
    mine: z.boolean().openapi({ description: 'You keep it.' }),
    createdAt: isoDate,
    updatedAt: isoDate,
    revision: z.number().int(),
  })
  .openapi('SavedView');

export const viewQuery = z.strictObject({
  ...pageQuery,
  screen: screen.optional(),
  mine: flag.optional().openapi({ description: '`true`: only yours; `false`: only what others share.' }),
});
