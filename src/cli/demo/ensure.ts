import { type ApiClient, describe, type Json } from './api-client';
import { DemoFault } from './product';

/** Makes what is not there yet, and counts what it made and found. */
export interface Ensurer {
  /** The uuid of the object with the name in the body. Throws `DemoFault` when the API refuses to make it. */
  ensure(path: string, nameField: string, body: Json): Promise<string>;
  counts(): { readonly made: number; readonly reused: number };
}

export function createEnsurer(client: ApiClient): Ensurer {
  let made = 0;
  let reused = 0;
  return {
    async ensure(path, nameField, body) {
      const name = body[nameField];
      const present = (await client.list(path)).find((item) => item[nameField] === name);
      if (present !== undefined) {
        reused += 1;
        return String(present['uuid']);
      }
      const answer = await client.send(path, { method: 'POST', body });
      if (answer.status !== 201) throw new DemoFault(`"${String(name)}" could not be made: ${describe(answer)}`);
      made += 1;
      return String(answer.body['uuid']);
    },
    counts: () => ({ made, reused }),
  };
}

/** Adds triggers behind those that are in the platform's set of an event; returns how many others there are. */
export async function attach(
  client: ApiClient,
  event: string,
  ignore: readonly string[],
  actions: readonly string[],
): Promise<number> {
  const path = `/trigger-sets/${event}`;
  const present = await client.send(path);
  if (present.status !== 200 && present.status !== 404) throw new DemoFault(`GET ${path}: ${describe(present)}`);
  const before = { ignore: uuidsIn(present.body['ignore']), actions: uuidsIn(present.body['actions']) };
  const after = { ignore: merged(before.ignore, ignore), actions: merged(before.actions, actions) };
  const foreign = after.ignore.length + after.actions.length - ignore.length - actions.length;
  if (after.ignore.length === before.ignore.length && after.actions.length === before.actions.length) return foreign;
  const answer = await client.send(path, {
    method: 'PUT',
    body: after,
    headers: { 'if-match': present.headers.get('etag') ?? '"0"' },
  });
  if (answer.status >= 300) throw new DemoFault(`the triggers could not be attached: ${describe(answer)}`);
  return foreign;
}

function uuidsIn(list: unknown): string[] {
  return ((list ?? []) as readonly Json[]).map(({ trigger }) => String(trigger));
}

function merged(before: readonly string[], wanted: readonly string[]): string[] {
  return [...new Set([...before, ...wanted])];
}
