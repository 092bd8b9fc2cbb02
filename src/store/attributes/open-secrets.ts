import type { Connection } from 'mongoose';
import { sealActionSecrets } from '../../domain/actions/secrets';
import type { Action } from '../../domain/actions/action';
import type { AttributeValues, ContentType } from '../../domain/attributes/attribute';
import { liesOpen, sealValues, type Seal } from '../../domain/attributes/sealed';
import { certificateModel } from '../certificates/certificates';
import { collectionOf } from '../database/collection';
import { createFinishedWork } from '../database/finished-work';
import { triggerModel } from '../triggers/triggers';
import { triggerVersionModel } from '../triggers/versions';
import { uploadModel } from '../uploads/upload-rows';
import { createCustomAttributeStore } from './custom-attributes';

const certificatesDone = 'sealed-certificate-values';
const configurationDone = 'sealed-trigger-values';
/** Who cannot tell the type hides the value. */
const unknownType: ContentType = 'secret';

export type OpenSecrets = ReturnType<typeof createOpenSecrets>;

/** Secret values that an earlier release stored in clear, and what seals them. Everything can be done twice. */
export function createOpenSecrets(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const uploads = collectionOf(uploadModel(db));
  const definitions = createCustomAttributeStore(db);
  const finished = createFinishedWork(db);
  const triggers = [triggerModel(db), triggerVersionModel(db)].map((model) => collectionOf<TriggerRow>(model as never));

  async function sealTriggers(seal: Seal): Promise<void> {
    const byName = new Map((await definitions.all()).map((definition) => [definition.name, definition]));
    const types = { get: (name: string) => byName.get(name) ?? { contentType: unknownType } };
    for (const collection of triggers) {
      const rows = collection.find({}, { projection: { definition: 1 } });
      for await (const { _id, definition: before } of rows) {
        const { actions, ...others } = JSON.parse(before) as { readonly actions: readonly Action[] };
        const sealed = actions.map((action) => sealActionSecrets(action, types, seal));
        const definition = JSON.stringify({ ...others, actions: sealed });
        if (definition !== before) await collection.updateOne({ _id, definition: before }, { $set: { definition } });
      }
    }
  }

  async function sealPendingUploads(seal: Seal): Promise<void> {
    const rows = uploads.find({ activeFingerprint: { $exists: true } }, { projection: { requestAttributes: 1 } });
    for await (const { _id, requestAttributes: values } of rows) {
      if (values === undefined || !Object.values(values).some(liesOpen)) continue;
      await uploads.updateOne({ _id, status: 'processing' }, { $set: { requestAttributes: sealValues(values, seal) } });
    }
  }

  return {
    /** Before anything is decided: an action with an open value of a secret attribute would fail. */
    async sealConfiguration(seal: Seal, at: Date): Promise<void> {
      if (await finished.isDone(configurationDone, at)) return;
      await sealTriggers(seal);
      await sealPendingUploads(seal);
      await finished.remember(configurationDone, at);
    },

    areCertificatesSealed: (now: Date): Promise<boolean> => finished.isDone(certificatesDone, now),
    rememberCertificates: (at: Date): Promise<void> => finished.remember(certificatesDone, at),

    /** The next certificates in the order of their uuids, with a walk's last one given; empty at the end. */
    async certificatesAfter(uuid: string, limit: number): Promise<ValuesRow[]> {
      return certificates
        .find<ValuesRow>({ _id: { $gt: uuid } }, { projection: { attributes: 1, revision: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
    },

    /** Seals what lies open in these rows, unless somebody has changed them meanwhile; gives how many had something open. */
    async sealCertificates(rows: readonly ValuesRow[], seal: Seal): Promise<number> {
      const open = rows.filter(({ attributes }) => Object.values(attributes ?? {}).some(liesOpen));
      if (open.length === 0) return 0;
      await certificates.bulkWrite(
        open.map(({ _id, revision, attributes }) => ({
          updateOne: { filter: { _id, revision }, update: { $set: { attributes: sealValues(attributes, seal) } } },
        })),
        { ordered: false },
      );
      return open.length;
    },
  };
}

interface TriggerRow {
  readonly _id: string;
  readonly definition: string;
}

interface ValuesRow {
  readonly _id: string;
  readonly revision: number;
  readonly attributes: AttributeValues;
}
