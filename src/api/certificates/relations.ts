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
import type { LostReplacements } from '../../services/expiration/lost-replacements';
import type { NamedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import type { RelationStore } from '../../store/certificates/relations';
import { validationFailed } from '../http/faults';
import { defineRoute, type Route } from '../http/route';
import { actorName, flag, isoDate, orNull, uuid, uuidPath, z } from '../http/schemas';

export interface CertificateRelationDeps {
  readonly relations: RelationStore;
  readonly certificates: Pick<ReplacementCandidates, 'find'>;
  /** Relations as the present rules see them. */
  readonly presentRelations: (relations: readonly Relation[]) => Promise<Relation[]>;
  /** Around what takes a replacement away, so that what it has replaced is looked at again. */
  readonly losing: LostReplacements['losing'];
  /** Told which certificates gained a successor. Who lost one is seen by whoever looks next. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly now: () => Date;
}

const relationView = z
  .strictObject({
    uuid: z.string(),
    type: z.enum(relationTypes),
    origin: z.enum(relationOrigins),
    certificate: z
      .strictObject({
        uuid: z.string(),
        name: z.string(),
        notAfter: isoDate.nullable(),
        state: z.string(),
        archived: z.boolean(),
      })
      .openapi('RelatedCertificate'),
    lost: z.array(z.string()).openapi({ description: 'Purposes that the predecessor has and the successor lacks.' }),
    remaining: z
      .array(z.string())
      .openapi({ description: 'Of a `partial` relation: names that the successor lacks, 100 at most.' }),
    remainingCount: z.number().int().openapi({ description: 'How many names the successor lacks.' }),
    createdAt: isoDate,
    createdBy: orNull(actorName, 'Null when Certloom found the relation by itself.'),
    removedAt: isoDate.nullable(),
    removedBy: orNull(actorName),
  })
  .openapi('CertificateRelation', { description: '`certificate` is the other certificate of the pair.' });

const relationsView = z
  .strictObject({
    predecessors: z.array(relationView),
    successors: z.array(relationView),
    truncated: z
      .boolean()
      .openapi({ description: 'There are more: only the newest 200 in each direction are listed.' }),
  })
  .openapi('CertificateRelations');

const relationBody = z
  .strictObject({
    successor: uuid.optional(),
    predecessor: uuid.optional(),
    type: z.enum(relationTypes).optional().openapi({ description: 'Left out: derived from the two certificates.' }),
  })
  .openapi('CertificateRelationRequest', {
    description: 'The other certificate, either as `successor` or as `predecessor`.',
  });

const tag = 'Certificates';
const relationPath = z.strictObject({ uuid, relationUuid: uuid });

/** Who replaces whom: looking, adding and removing by hand. */
export function createCertificateRelationRoutes(deps: CertificateRelationDeps): Route[] {
  const { relations, certificates, now } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/certificates/{uuid}/relations',
      operationId: 'listCertificateRelations',
      tag,
      summary: 'List the certificates that this one replaces and that replace it',
      description: 'Newest first.',
      permission: 'certificates:read',
      params: uuidPath,
      query: z.strictObject({
        removed: flag.optional().openapi({ description: 'Include relations that were removed.' }),
      }),
      responses: { 200: { description: 'The relations in both directions', schema: relationsView } },
      async handle({ params, query }) {
        await existing(deps, params.uuid);
        const found = await relations.ofCertificate(params.uuid, { withRemoved: query.removed === true });
        const [predecessors, successors] = await Promise.all([
          deps.presentRelations(found.predecessors),
          deps.presentRelations(found.successors),
        ]);
        const others = [
          ...predecessors.map(({ predecessor }) => predecessor),
          ...successors.map(({ successor }) => successor),
        ];
        const known = new Map((await certificates.find(others)).map((certificate) => [certificate.uuid, certificate]));
        return {
          status: 200,
          body: {
            predecessors: predecessors.flatMap((relation) => toView(relation, known.get(relation.predecessor))),
            successors: successors.flatMap((relation) => toView(relation, known.get(relation.successor))),
            truncated: found.isCut,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/{uuid}/relations',
      operationId: 'createCertificateRelation',
      tag,
      summary: 'Create a relation: one certificate replaces another',
      description:
        'The predecessor must be issued or revoked. Two certificates have at most one relation, and relations never form a cycle. A relation that was removed is restored.',
      permission: 'certificates:write',
      params: uuidPath,
      body: relationBody,
      audit: { operation: 'certificates.create-relation', resource: 'certificates' },
      responses: { 201: { description: 'The relation', schema: relationView } },
      async handle({ params, body, caller, note }) {
        const { predecessor, successor, other } = await partiesOf(deps, params.uuid, body);
        note({ objects: [predecessor, successor].map((one) => ({ uuid: one.uuid, name: certificateName(one) })) });
        const type = typeOf(body.type, predecessor, successor);
        const pair = { predecessor: predecessor.uuid, successor: successor.uuid };
        await refuseCycle(relations, pair);
        const { uuid: by, name } = caller.actor;
        const createdBy = { uuid: by, name };
        const added = await relations.add({ ...pair, type, origin: 'manual', createdAt: now(), createdBy });
        // Somebody may have added the opposite direction in the meantime; each of the two looks again after its own write.
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
      path: '/certificates/{uuid}/relations/{relationUuid}',
      operationId: 'deleteCertificateRelation',
      tag,
      summary: 'Delete a relation between certificates',
      description:
        'Certloom remembers this and does not detect the pair again. You can still create the relation by hand.',
      permission: 'certificates:write',
      params: relationPath,
      audit: { operation: 'certificates.delete-relation', resource: 'certificates' },
      responses: { 204: { description: 'Deleted' } },
      async handle({ params, caller, note }) {
        const found = await relations.find(params.relationUuid);
        if (found === null || ![found.predecessor, found.successor].includes(params.uuid)) throw noRelation();
        note({ objects: [found.predecessor, found.successor].map((one) => ({ uuid: one, name: null })) });
        const { uuid: by, name } = caller.actor;
        const [successor] = await certificates.find([found.successor]);
        const remove = () => relations.remove(found.uuid, { uuid: by, name }, now());
        const removed = await (successor === undefined ? remove() : deps.losing(successor, remove, found.predecessor));
        if (removed === null) throw noRelation();
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
      { pointer: '', code: 'wrong_value', detail: 'either successor or predecessor is needed, and not both' },
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
      `A certificate in the state ${predecessor.state} cannot be replaced; it must be issued or revoked.`,
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
    const detail = 'pending is only for a successor that is not issued yet, and such a successor takes no other type';
    throw validationFailed([{ pointer: '/type', code: 'wrong_value', detail }]);
  }
  return given;
}

async function refuseCycle(
  relations: Pick<RelationStore, 'walkFrom'>,
  { predecessor, successor }: Pick<Relation, 'predecessor' | 'successor'>,
): Promise<void> {
  if (wouldCycle(await relations.walkFrom([successor]), predecessor, successor)) {
    throw new CertloomError(
      'conflict',
      'The relation would close a cycle: the predecessor already replaces the successor.',
    );
  }
}

function noRelation(): CertloomError {
  return new CertloomError('not_found', 'This certificate has no such relation.');
}

/** Nothing when the other certificate is gone. */
function toView(relation: Relation, other: NamedCertificate | undefined) {
  if (other === undefined) return [];
  const { uuid: id, type, origin, lost, remaining, remainingCount } = relation;
  const { createdAt, createdBy, removedAt, removedBy } = relation;
  const { notAfter, state, archived } = other;
  const certificate = { uuid: other.uuid, name: certificateName(other), notAfter, state, archived };
  const facts = { lost: [...lost], remaining: [...remaining], remainingCount };
  return [{ uuid: id, type, origin, certificate, ...facts, createdAt, createdBy, removedAt, removedBy }];
}
