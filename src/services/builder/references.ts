import { errorAt, warningAt, type DefinitionProblem } from '../../domain/builder/problem';
import type { DefinitionFields } from '../../domain/builder/check';
import type { DefinitionKeyKind, Step } from '../../domain/builder/definition';

export interface ReferenceDeps {
  readonly hasKey: Readonly<Record<DefinitionKeyKind, (uuid: string) => Promise<boolean>>>;
  /** Whether an RA profile keeps the private keys that are made for it. */
  readonly keepsKeys: (raProfile: string) => Promise<boolean>;
  readonly hasConnection: (uuid: string) => Promise<boolean>;
  readonly hasAuthority: (uuid: string) => Promise<boolean>;
  readonly hasRole: (name: string) => Promise<boolean>;
  readonly hasUser: (name: string) => Promise<boolean>;
  readonly hasAttribute: (name: string) => Promise<boolean>;
  readonly hasSecret: (name: string) => Promise<boolean>;
  /** What is wrong with a script or a version of it; undefined: nothing. */
  readonly scriptFault: (name: string, version: number | 'latest') => Promise<string | undefined>;
}

const words: Readonly<Record<DefinitionKeyKind, string>> = {
  ra_profile: 'RA profile',
  alert: 'alert',
  collection: 'collection',
  group: 'group',
  discovery: 'discovery',
};

/** What a definition names and what is not there: it is saved so, because it may come later, and not published. */
export function createReferences(deps: ReferenceDeps) {
  async function ofStep({ settings, enabled }: Step, at: string): Promise<DefinitionProblem[]> {
    const found: DefinitionProblem[] = [];
    const check = async (member: string, has: (given: string) => Promise<boolean>, noun: string) => {
      const given = settings[member];
      const list = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === 'string');
      for (const [index, one] of list.entries()) {
        if (await has(one)) continue;
        const pointer = `${at}/settings/${member}${Array.isArray(given) ? `/${index}` : ''}`;
        found.push(errorAt(pointer, 'target_missing', `there is no ${noun} "${one}"`));
      }
    };
    if (!enabled) return [];
    await check('connection', deps.hasConnection, 'connection');
    await check('raProfile', deps.hasKey.ra_profile, words.ra_profile);
    await check('authority', deps.hasAuthority, 'authority');
    await check('roles', deps.hasRole, 'role');
    await check('users', deps.hasUser, 'user');
    await check('secrets', deps.hasSecret, 'secret');
    const secret = (settings['auth'] as { readonly secretRef?: unknown } | undefined)?.secretRef;
    if (typeof secret === 'string' && !(await deps.hasSecret(secret))) {
      found.push(errorAt(`${at}/settings/auth/secretRef`, 'target_missing', `there is no secret "${secret}"`));
    }
    if (typeof settings['scriptName'] === 'string') {
      const version = (settings['version'] ?? 'latest') as number | 'latest';
      const detail = await deps.scriptFault(settings['scriptName'], version);
      if (detail !== undefined) found.push(errorAt(`${at}/settings/scriptName`, 'target_missing', detail));
    }
    return found;
  }

  /** A new key that is not kept is lost with the step. */
  async function ofNewKey({ type, settings, enabled }: Step, at: string): Promise<DefinitionProblem[]> {
    if (type !== 'renew_certificate' || !enabled || settings['keyAlgorithm'] === undefined) return [];
    const { raProfile } = settings;
    const pointer = `${at}/settings/keyAlgorithm`;
    if (typeof raProfile !== 'string') {
      const detail = 'it fails with key_not_kept for certificates whose RA profile does not keep private keys';
      return [warningAt(pointer, 'key_not_kept', detail)];
    }
    if (!(await deps.hasKey.ra_profile(raProfile)) || (await deps.keepsKeys(raProfile))) return [];
    const detail = 'nobody would have the new key: set keepPrivateKeys of the RA profile, or leave the key as before';
    return [errorAt(pointer, 'key_not_kept', detail)];
  }

  return async function referenceProblems({ keys, steps }: DefinitionFields): Promise<DefinitionProblem[]> {
    const found: DefinitionProblem[] = [];
    for (const [index, { kind, uuid }] of keys.entries()) {
      if (await deps.hasKey[kind](uuid)) continue;
      found.push(errorAt(`/keys/${index}`, 'target_missing', `this ${words[kind]} does not exist`));
    }
    for (const [index, step] of steps.entries()) {
      found.push(...(await ofStep(step, `/steps/${index}`)), ...(await ofNewKey(step, `/steps/${index}`)));
      if (step.type !== 'update_attribute' || !step.enabled) continue;
      const name = String(step.settings['name']);
      if (await deps.hasAttribute(name)) continue;
      found.push(errorAt(`/steps/${index}/settings/name`, 'target_missing', `there is no custom attribute "${name}"`));
    }
    return found;
  };
}

export type ReferenceProblems = ReturnType<typeof createReferences>;
