import { createHash } from 'node:crypto';
import type { EventLogEntry } from '../../domain/event-log/entry';

/** A mail address that notices went to and that was changed. */
export interface AddressChange {
  readonly kind: 'user' | 'group';
  readonly uuid: string;
  readonly name: string;
  readonly before: string;
  /** Null: there is none any more. */
  readonly after: string | null;
  readonly by: { readonly uuid: string | null; readonly name: string };
}

export interface AddressChangeDeps {
  readonly writeEntry: (entry: EventLogEntry) => Promise<unknown>;
  readonly host: string;
  readonly now: () => Date;
}

const eventId = 4144;

/** Tells the event log that notices go elsewhere from now on: who takes over an address takes over its notices. */
export function createAddressChangeLog({ writeEntry, host, now }: AddressChangeDeps) {
  return async ({ kind, uuid, name, before, after, by }: AddressChange): Promise<void> => {
    const time = now();
    await writeEntry({
      entryId: createHash('sha256')
        .update(`address-changed/${kind}/${uuid}/${time.toISOString()}/${after ?? ''}`)
        .digest('hex'),
      time,
      source: 'Certloom',
      eventId,
      level: 'Warning',
      category: 0,
      message: `The mail address of the ${kind} "${name}" was changed from ${before} to ${after ?? 'none'} by ${by.name}`,
      data: { kind, uuid, name, before, after: after ?? '', changedBy: by.uuid ?? '' },
      firingId: null,
      instanceId: null,
      itemId: null,
      host,
    });
  };
}
