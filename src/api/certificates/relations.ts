import { certificateName } from '../../domain/certificates/pending';
import {
  canBePredecessor,
  isIssuedYet,
  relationOrigins,
  relationTypeOf,
  relationTypes,
  wouldCycle,
  type Relation,
  type RelationType,
} from '../../domain/certificates/relations';
import { CertloomError } from '../../domain/problem';
import type { NamedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import type { RelationStore } from '../../store/certificates/relations';
import { validationFailed } from '../http/faults';
import { defineRoute, type Route } from '../http/route';
import { flag, isoDate, uuid, uuidPath, z } from '../http/schemas';

export interface CertificateRelationDeps {
  readonly relations: RelationStore;
  readonly certificates: Pick<ReplacementCandidates, 'find'>;
  /** Told which certificates gained a successor. Who lost one is seen by whoever looks next. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly now: () => Date;
}

const author = z.strictObject({ uuid: z.string(), name: z.string() });
const relationView = z
  .strictObject({
    uuid: z.string(),
    type: z.enum(relationTypes),
    origin: z.enum(relationOrigins),
    certificate: z.strictObject({
      uuid: z.string(),
      name: z.string(),
      notAfter: isoDate.nullable(),
      state: z.string(),
      archived: z.boolean(),
    }),
    createdAt: isoDate,
    createdBy: author.nullable().openapi({ description: 'Null: the product itself.' }),
    removedAt: isoDate.nullable(),
    removedBy: author.nullable(),
  })
  .openapi('CertificateRelation', { description: '`certificate` is the other one.' });

const relationsView = z
  .strictObject({
    predecessors: z.array(relationView),
    successors: z.array(relationView),
    truncated: z.boolean().openapi({ description: 'Only the newest 200 of a direction are told.' }),
  })
  .openapi('CertificateRelations');

const relationBody = z
  .strictObject({
    successor: uuid.optional(),
    predecessor: uuid.optional(),
    type: z.enum(relationTypes).optional().openapi({ description: 'What the certificates say, if it is left out.' }),
  })
  .openapi('CertificateRelationRequest', {
    description: 'Either `successor` or `predecessor`: the other certificate.',
  });

const tag = 'Certificates';
const relationPath = z.strictObject({ uuid, relation: uuid });

/** Who replaces whom: looking, adding and removing by hand. */
export function createCertificateRelationRoutes(deps: CertificateRelationDeps): Route[] {
  const { relations, certificates, now } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/certificates/{uuid}/relations',
      operationId: 'listCertificateRelations',
      tag,
      summary: 'Certificates that this one replaces, and that replace it; newest first',
      permission: 'certificates:read',
      params: uuidPath,
      query: z.strictObject({
        removed: flag.optional().openapi({ description: 'Also those that were removed.' }),
      }),
      responses: { 200: { description: 'Both directions', schema: relationsView } },
      async handle({ params, query }) {
        await existing(deps, params.uuid);
        const found = await relations.ofCertificate(params.uuid, { withRemoved: query.removed === true });
        const others = [
          ...found.predecessors.map(({ predecessor }) => predecessor),
          ...found.successors.map(({ successor }) => successor),
        ];
        const known = new Map((await certificates.find(others)).map((certificate) => [certificate.uuid, certificate]));
        return {
          status: 200,
          body: {
            predecessors: found.predecessors.flatMap((relation) => toView(relation, known.get(relation.predecessor))),
            successors: found.successors.flatMap((relation) => toView(relation, known.get(relation.successor))),
            truncated: found.isCut,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/{uuid}/relations',
      operationId: 'addCertificateRelation',
      tag,
      summary: 'Says that a certificate replaces another',
      description:
        'The predecessor must be issued or revoked. A pair has one relation at most, and relations never lead in a circle. A relation that was removed comes back.',
      permission: 'certificates:write',
      params: uuidPath,
      body: relationBody,
      audit: { operation: 'certificates.add-relation', resource: 'certificates' },
      responses: { 201: { description: 'The new relation', schema: relationView } },
      async handle({ params, body, caller, note }) {
        const { predecessor, successor, other } = await partiesOf(deps, params.uuid, body);
        note({ objects: [predecessor, successor].map((one) => ({ uuid: one.uuid, name: certificateName(one) })) });
        const type = typeOf(body.type, predecessor, successor);
        const pair = { predecessor: predecessor.uuid, successor: successor.uuid };
        await refuseCycle(relations, pair);
        const { uuid: by, name } = caller.actor;
        const createdBy = { uuid: by, name };
        const added = await relations.add({ ...pair, type, origin: 'manual', createdAt: now(), createdBy });
        // Somebody may have added the way back meanwhile; each of the two looks after the own write.
        await refuseCycle(relations, pair).catch(async (refusal: unknown) => {
          await relations.remove(added.uuid, createdBy, now());
          throw refusal;
        });
        await deps.onReplaced([predecessor.uuid]);
        return { status: 201, body: toView(added, other)[0] };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/certificates/{uuid}/relations/{relation}',
      operationId: 'removeCertificateRelation',
      tag,
      summary: 'Says that a certificate does not replace another',
      description: 'It is remembered: the pair is not detected again. It can be added by hand.',
      permission: 'certificates:write',
      params: relationPath,
      audit: { operation: 'certificates.remove-relation', resource: 'certificates' },
      responses: { 204: { description: 'Removed' } },
      async handle({ params, caller, note }) {
        const found = await relations.find(params.relation);
        if (found === null || ![found.predecessor, found.successor].includes(params.uuid)) throw noRelation();
        note({ objects: [found.predecessor, found.successor].map((one) => ({ uuid: one, name: null })) });
        const { uuid: by, name } = caller.actor;
        if ((await relations.remove(found.uuid, { uuid: by, name }, now())) === null) throw noRelation();
        return { status: 204 };
      },
    }),
  ];
}

async function existing({ certificates }: CertificateRelationDeps, of: string): Promise<NamedCertificate> {
  const [found] = await certificates.find([of]);
  if (found === undefined) throw new CertloomError('not_found', 'There is no such certificate.');
  return found;
}

/** The two certificates of a request; `other` is the one that the body names. */
async function partiesOf(deps: CertificateRelationDeps, of: string, body: z.output<typeof relationBody>) {
  const named = body.successor ?? body.predecessor;
  if (named === undefined || (body.successor !== undefined && body.predecessor !== undefined)) {
    throw validationFailed([
      { pointer: '', code: 'wrong_value', detail: 'either successor or predecessor is expected' },
    ]);
  }
  const pointer = body.successor === undefined ? '/predecessor' : '/successor';
  const own = await existing(deps, of);
  if (named === of) {
    throw validationFailed([{ pointer, code: 'self_relation', detail: 'a certificate cannot replace itself' }]);
  }
  const [other] = await deps.certificates.find([named]);
  if (other === undefined) {
    throw validationFailed([{ pointer, code: 'target_missing', detail: 'this certificate does not exist' }]);
  }
  const [predecessor, successor] = body.successor === undefined ? [other, own] : [own, other];
  if (!canBePredecessor(predecessor)) {
    throw new CertloomError(
      'invalid_state',
      `A certificate in state ${predecessor.state} cannot be replaced; issued or revoked is expected.`,
    );
  }
  return { predecessor, successor, other };
}

function typeOf(
  given: RelationType | undefined,
  predecessor: NamedCertificate,
  successor: NamedCertificate,
): RelationType {
  if (given === undefined) return relationTypeOf(predecessor, successor);
  if ((given === 'pending') === isIssuedYet(successor)) {
    const detail = 'pending is for a successor that is not issued yet, and for no other';
    throw validationFailed([{ pointer: '/type', code: 'wrong_value', detail }]);
  }
  return given;
}

async function refuseCycle(
  relations: Pick<RelationStore, 'walkFrom'>,
  { predecessor, successor }: Pick<Relation, 'predecessor' | 'successor'>,
): Promise<void> {
  if (wouldCycle(await relations.walkFrom([successor]), predecessor, successor)) {
    throw new CertloomError('conflict', 'The relation would lead in a circle: the predecessor replaces the successor.');
  }
}

function noRelation(): CertloomError {
  return new CertloomError('not_found', 'This certificate has no such relation.');
}

/** Nothing when the other certificate is gone. */
function toView(relation: Relation, other: NamedCertificate | undefined) {
  if (other === undefined) return [];
  const { uuid: id, type, origin, createdAt, createdBy, removedAt, removedBy } = relation;
  const { notAfter, state, archived } = other;
  const certificate = { uuid: other.uuid, name: certificateName(other), notAfter, state, archived };
  return [{ uuid: id, type, origin, certificate, createdAt, createdBy, removedAt, removedBy }];
}
