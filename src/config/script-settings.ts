import { optional, withDefault } from './setting';
import * as value from './values';

function runtimeCommand(name: string, defaultNote: string, program: string) {
  return optional(`CERTLOOM_${name}`, value.command, {
    type: 'command, or JSON list of program and arguments',
    defaultNote,
    effect: `Starts ${program} for scripts of this worker.`,
  });
}

/** What workers that run scripts are told, and who seals secrets for them. */
export const scriptSettings = {
  scriptParallel: withDefault('CERTLOOM_SCRIPT_PARALLEL', '4', value.countFrom(1, 100), {
    type: 'number from 1 to 100',
    effect:
      'Most scripts that a worker process runs at a time from each of the queues `scripts-api` and `scripts-service`.',
  }),
  scriptStopSeconds: withDefault('CERTLOOM_SCRIPT_STOP_SECONDS', '20', value.countFrom(0, 3_600), {
    type: 'number from 0 to 3600',
    effect: 'How long a worker that is asked to stop lets running scripts go on before it ends them.',
  }),
  pluginDir: optional('CERTLOOM_PLUGIN_DIR', value.folder, {
    type: 'folder',
    defaultNote: 'none: no handler can be registered, and none runs',
    effect:
      'Holds the modules of custom handlers, the same ones on each worker that runs scripts; only administrators may write there.',
  }),
  scriptAccount: optional('CERTLOOM_SCRIPT_ACCOUNT', value.osAccount, {
    type: "user's name, or uid:gid",
    defaultNote: "none: scripts run under the worker's own account",
    effect:
      'OS account that a worker which runs as root starts scripts under, and that nothing else should run under (docs/scripts.md).',
  }),
  pwshCommand: runtimeCommand('PWSH', '`pwsh` on the PATH', 'PowerShell 7'),
  nodeCommand: runtimeCommand('NODE', "the worker's own", 'Node.js'),
  bashCommand: runtimeCommand('BASH', '`bash` on the PATH', 'bash'),
  pythonCommand: runtimeCommand('PYTHON', '`python3` on the PATH', 'Python 3'),
  contextKey: withDefault('CERTLOOM_CONTEXT_KEY', '', value.contextKeys('private'), {
    type: 'list of private keys of security contexts, one a line',
    display: 'secret',
    defaultNote: 'derived from the master key where there is one',
    effect:
      'Opens the secrets of scripts of these contexts; made by `certloom context-key`. Earlier keys of a context follow the present one.',
  }),
  contextPublicKeys: withDefault('CERTLOOM_CONTEXT_PUBLIC_KEYS', '', value.contextKeys('public'), {
    type: 'comma list of public keys of security contexts',
    // They are no secret and are shown; a file is where `certloom context-key` and the compose file put them.
    display: 'address',
    defaultNote: 'those that were set last, else derived from the master key',
    effect:
      'What secrets of scripts are sealed to, for API and workers that have the master key; one for each context.',
  }),
  scriptSecretsDir: optional('CERTLOOM_SCRIPT_SECRETS_DIR', value.folder, {
    type: 'folder',
    defaultNote: 'none: no secret comes from a file of a worker',
    effect:
      'Files that hold secrets of scripts on this worker, each named like its secret; they come before stored ones.',
  }),
} as const;
