import { createHash } from 'node:crypto';
import { isCertloomError } from '../../../domain/problem';
import type { ScriptRunRequest } from '../../../domain/scripts/run-request';
import type { AskedRun } from '../../scripts/asked-run';
import { AuthorityFault } from '../authority-fault';
import type { ChallengeMethod, Confirmation } from './challenges';

export interface ScriptMethodDeps {
  readonly ask: AskedRun;
  /** The authority that wants to see the record. */
  readonly authority: string;
  /** Name of the script. */
  readonly script: string;
}

/**
 * dns-01 (RFC 8555, section 8.4) by a script, for name servers that have a way of their own. It is given `action` (`add`,
 * `remove`), `name` and `value` of a TXT record, and ends well when the record is to be seen. One run for each of both.
 */
export function createScriptMethod({ ask, authority, script }: ScriptMethodDeps): ChallengeMethod {
  const requestOf = (action: 'add' | 'remove', { name, keyAuthorization }: Confirmation): ScriptRunRequest => {
    const value = createHash('sha256').update(keyAuthorization).digest('base64url');
    const record = `_acme-challenge.${name}`;
    return {
      // The value is of one challenge and no other.
      actionKey: `dns01/${authority}/${value}/${action}`,
      script: { kind: 'stored', name: script, version: 'latest' },
      ...{ mode: 'workflow', context: { authority: { id: authority } }, params: { action, name: record, value } },
      trigger: { kind: 'dns01', authority },
      ...{ securityContext: 'service', itemId: null, recipient: null },
    };
  };

  async function asked(action: 'add' | 'remove', confirmation: Confirmation) {
    try {
      return await ask(requestOf(action, confirmation));
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      throw new AuthorityFault('dns_script_missing', `The script for dns-01 cannot be run: ${error.detail}`, true);
    }
  }

  return {
    leavesTraces: true,
    async prepare(confirmation) {
      const run = await asked('add', confirmation);
      if (run === undefined || run.status === 'succeeded') return run !== undefined;
      const why = run.error === null ? '' : ` (${run.error.message.slice(0, 200)})`;
      throw new AuthorityFault('dns_script_failed', `The script "${script}" ended as ${run.status}${why}.`, true);
    },

    /** Nobody waits for it: its record tells what came of it. */
    async clear(confirmation) {
      await asked('remove', confirmation);
    },
  };
}
