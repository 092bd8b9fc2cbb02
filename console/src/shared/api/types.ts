import type { components, Readable } from './schema';

/** An object of the API by its schema's name, as it is read: `Schema<'Certificate'>`. */
export type Schema<Name extends keyof components['schemas']> = Readable<components['schemas'][Name]>;
