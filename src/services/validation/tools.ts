import { getHashes, hash } from 'node:crypto';
import type { ValidationTools } from '../../domain/validation/validate';
import { createTurns } from '../../store/database/turns';
import { digestNames } from '../../x509/digests';
import { verifySignature } from './signatures';

const runtimeKnows: ReadonlySet<string> = new Set(getHashes());

/** What validation needs of this runtime; made anew for each piece of work, since the turns have a clock. */
export function validationTools(): ValidationTools {
  const turns = createTurns();
  return {
    verify: verifySignature,
    digest: (algorithm, octets) => {
      const name = digestNames.get(algorithm);
      return name !== undefined && runtimeKnows.has(name) ? hash(name, octets, 'hex') : null;
    },
    giveTurn: turns.give,
  };
}
