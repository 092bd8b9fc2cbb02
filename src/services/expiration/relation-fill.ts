import type { Relation } from '../../domain/certificates/relations';
import type { RelationStore } from '../../store/certificates/relations';
import { pagesOf, type BackFillWork } from '../work/back-fill';
import type { ReplacementDetection } from './detection';

/** The certificates of a page, with all of their names, are in memory together. */
const pageSize = 50;

export interface RelationFillDeps {
  readonly relations: Pick<RelationStore, 'outdated' | 'passOver'>;
  readonly judgeOutdated: ReplacementDetection['judgeOutdated'];
}

/**
 * Judges the relations that earlier rules have found by the present ones. A relation that is judged is no longer among
 * them, so this may be broken off and begun again, and done by several processes at once.
 */
export function relationFill({ relations, judgeOutdated }: RelationFillDeps): BackFillWork {
  return {
    done: 'relations that earlier rules have found were judged again',
    async run(context) {
      let judged = 0;
      for await (const page of pagesOf(() => relations.outdated(pageSize), uuidOf, context)) {
        const isAlive = ({ removedAt }: Relation) => removedAt === null;
        await relations.passOver(page.filter((relation) => !isAlive(relation)));
        await judgeOutdated(page.filter(isAlive));
        judged += page.length;
        context.note({ relations: judged });
      }
    },
  };
}

function uuidOf({ uuid }: Relation): string {
  return uuid;
}
