import { randomUUID } from 'node:crypto';
import { CertloomError, type Fault } from '../../domain/problem';
import { givenParameterFaults } from '../../domain/scripts/parameters';
import { resolveParameters, type ResolvedParameters } from '../../domain/scripts/resolve-parameters';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { lookupIn } from '../../domain/values/tokens';
import type { ScriptLibrary } from '../../services/scripts/library';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import { validationFailed } from '../http/faults';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Route } from '../http/route';
import { testBody, testView } from './run-schemas';
import { scriptPath } from './schemas';

export interface ScriptTestRouteDeps {
  readonly library: Pick<ScriptLibrary, 'text'>;
  readonly prepare: (request: ScriptRunRequest) => Promise<ScriptRunPlan>;
  /** Starts the run of a prepared one. */
  readonly start: (plan: ScriptRunPlan) => Promise<void>;
}

/** `/scripts/{name}/test`: what a script would be given, or a real run of it. */
export function createScriptTestRoute({ library, prepare, start }: ScriptTestRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/scripts/{name}/test',
    operationId: 'testScript',
    tag: 'Scripts',
    summary: 'Test a script',
    description:
      'Shows what the script would be given; nothing runs and nothing is recorded. With `execute`, and where no required parameter is missing and every token has a value, it runs for real in the context `api`, and the answer names the run, which goes on by itself.',
    permission: 'scripts:read',
    params: scriptPath,
    body: testBody,
    largeBody: true,
    audit: { operation: 'scripts.test', resource: 'scripts' },
    responses: {
      200: { description: 'What the script would be given', schema: testView },
      202: { description: 'The same, with the run that was started', schema: testView, location: true },
    },
    async handle({ params, body, caller, note }) {
      const { version, mode, parameters: given, context, execute } = body;
      if (execute) refuseWithoutRights(caller, [{ pointer: '/execute', permission: 'scripts:execute' }]);
      const found = await library.text(params.name, version);
      if (found === undefined) {
        const which = version === 'latest' ? '' : ` with a version ${version}`;
        throw new CertloomError('not_found', `There is no script "${params.name}"${which}.`);
      }
      const { script } = found;
      note({ objects: [{ uuid: script.uuid, name: script.name }] });
      const twins = givenParameterFaults(given);
      if (twins.length > 0) throw validationFailed(twins);
      const resolved = resolveParameters(script.parameters, given, lookupIn(context), 'empty');
      const { parameters, missing, unresolved } = resolved;
      const shown = {
        ...{ script: script.name, version: found.version.number, runtime: script.runtime, parameters },
        ...{ missing: [...missing], unresolved: [...unresolved], secrets: [...script.secrets], runId: null },
      };
      if (!execute) return { status: 200, body: shown };
      const faults = parameterProblems(resolved);
      if (faults.length > 0) throw validationFailed(faults);
      const plan = await prepare({
        ...{ actionKey: `test/${randomUUID()}`, mode, context, params: parameters, trigger: { kind: 'test' } },
        script: { kind: 'stored', name: script.name, version: found.version.number },
        ...{ securityContext: 'api', itemId: null, recipient: null },
      });
      await start(plan);
      const headers = { Location: `/api/v1/script-runs/${plan.runId}` };
      return { status: 202, body: { ...shown, runId: plan.runId }, headers };
    },
  });
}

/** Why a script is not run with these. */
function parameterProblems({ missing, emptied }: ResolvedParameters): Fault[] {
  const at = (name: string) => `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    ...missing.map((name) => ({
      ...{ pointer: at(name), code: 'missing_field' },
      detail: 'the script requires this parameter',
    })),
    ...Object.entries(emptied).map(([name, tokens]) => ({
      ...{ pointer: at(name), code: 'unresolved_token' },
      detail: `nothing in context has the name of ${tokens.map((token) => `$(${token})`).join(', ')}`,
    })),
  ];
}
