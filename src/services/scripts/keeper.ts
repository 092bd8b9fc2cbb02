import { createHash, randomUUID } from 'node:crypto';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { isOtherVersion, lintFaults, refuseCategoryLoss, settingFaults } from '../../domain/scripts/change';
import { sharedNameFaults } from '../../domain/scripts/shared';
import { parameterFaults } from '../../domain/scripts/parameters';
import type { Runtime } from '../../domain/scripts/runtime';
import {
  maxScriptBytes,
  reservedScriptNames,
  type LintFinding,
  type Script,
  type ScriptSettings,
  type ScriptVersion,
  type StoredScript,
} from '../../domain/scripts/script';
import { sortedJson } from '../../domain/values/json';
import { scriptWarnings } from '../../domain/scripts/warnings';
import type { SecretStore } from '../../store/secrets/secrets';
import type { ScriptLinter } from './linter';
import type { ScriptUserSource } from './users';

/** What people say of a script beside its text. */
export type ScriptFields = Pick<
  Script,
  'categories' | 'description' | 'parameters' | 'secrets' | 'connections' | 'limits' | 'lock' | 'repeatable'
>;

/** A text as somebody wants it saved. What is left out stays as it is. */
export interface WantedText extends Partial<ScriptSettings> {
  readonly content?: string | undefined;
  readonly comment?: string | undefined;
  readonly allowLintErrors?: boolean | undefined;
}

export interface ScriptKeeperDeps {
  readonly secrets: Pick<SecretStore, 'byName'>;
  readonly hasConnection: (name: string) => Promise<boolean>;
  /** Those of these that workers have without anybody having stored them. */
  readonly ownSecretsOfWorkers?: (names: readonly string[]) => Promise<readonly string[]>;
  readonly lint: ScriptLinter;
  readonly usersOf: ScriptUserSource;
  /** What some worker can run now. */
  readonly runtimesOfWorkers: () => Promise<readonly Runtime[]>;
  readonly now: () => Date;
}

/** Decides what saving a script comes to, and refuses what cannot be. Nothing here writes. */
export function createScriptKeeper(deps: ScriptKeeperDeps) {
  const { secrets, hasConnection, ownSecretsOfWorkers = async () => [], lint, usersOf, runtimesOfWorkers, now } = deps;
  /** @param author whoever saves it, by name */
  async function versionOf(
    { uuid, runtime, categories, parameters }: Pick<Script, 'uuid' | 'runtime' | 'categories' | 'parameters'>,
    { content, comment = '', allowLintErrors = false, ...settings }: WantedText & ScriptSettings & { content: string },
    number: number,
    author: string,
  ): Promise<ScriptVersion> {
    refuseFaults([...settingFaults(runtime, settings), ...contentFaults(content)]);
    const made = await lint({ runtime, content, script: { categories, parameters, ...settings } });
    if (!allowLintErrors) refuseLintErrors(made.lint);
    return {
      ...{ script: uuid, number, content, sha256: sha256Of(content), author, comment, createdAt: now() },
      ...pickSettings(settings),
      ...made,
    };
  }

  return {
    /** A script that is not there yet. Throws `validation_failed`. */
    async planNew(
      { name, runtime, ...fields }: ScriptFields & Pick<Script, 'name' | 'runtime'>,
      text: WantedText & { readonly content: string },
      author: string,
    ): Promise<StoredScript> {
      if (reservedScriptNames.includes(name.toLowerCase())) {
        const detail = `no script can be called "${name}": a path of the API has this name`;
        throw validationFailed([{ pointer: '/name', code: 'reserved_name', detail }]);
      }
      refuseFaults([...sharedNameFaults({ name, runtime, ...fields }, '/name'), ...parameterFaults(fields.parameters)]);
      const script = { ...{ uuid: randomUUID(), name, runtime }, ...fieldsOf(fields) };
      const whole = { ...text, ...pickSettings(text) };
      const version = await versionOf(script, whole, 1, author);
      return {
        ...script,
        ...{ currentVersion: 1, createdAt: version.createdAt, changedAt: version.createdAt, revision: 1, version },
      };
    },

    /**
     * The script as it will be: under a new version where text or settings are other ones, itself where nothing is.
     * Throws `validation_failed`, and `in_use` where a category goes that something needs.
     */
    async planChange(
      before: StoredScript,
      fields: Partial<ScriptFields>,
      text: WantedText,
      author: string,
    ): Promise<StoredScript> {
      const wanted = fieldsOf({ ...before, ...fields });
      const asShared = { ...before, categories: wanted.categories };
      refuseFaults([...sharedNameFaults(asShared, '/categories'), ...parameterFaults(wanted.parameters)]);
      const isLoss = before.categories.some((category) => !wanted.categories.includes(category));
      if (isLoss) refuseCategoryLoss(before, wanted.categories, await usersOf(before));
      const { version: current } = before;
      const content = text.content ?? current.content;
      const settings = { ...pickSettings(current), ...given(text) };
      const isOther = isOtherVersion(current, { ...settings, sha256: sha256Of(content) });
      if (!isOther && same(wanted, fieldsOf(before))) return before;
      const version = isOther
        ? await versionOf({ ...before, ...wanted }, { ...text, ...settings, content }, current.number + 1, author)
        : current;
      return {
        ...{ ...before, ...wanted, version },
        ...{ currentVersion: version.number, changedAt: now(), revision: before.revision + 1 },
      };
    },

    /** What of a script will not work as things stand. */
    async warningsOf(script: StoredScript): Promise<Fault[]> {
      const found = await Promise.all(script.secrets.map(async (name) => secrets.byName(name)));
      const connections = await Promise.all(
        script.connections.map(async (name) => ((await hasConnection(name)) ? [name] : [])),
      );
      return scriptWarnings(script, {
        connections: new Set(connections.flat()),
        secrets: new Set([
          ...found.flatMap((secret) => secret?.name ?? []),
          ...(await ownSecretsOfWorkers(script.secrets)),
        ]),
        runtimes: await runtimesOfWorkers(),
      });
    },
  };
}

export type ScriptKeeper = ReturnType<typeof createScriptKeeper>;

/** Lower-case hex, of the text as UTF-8. */
export function sha256Of(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

function contentFaults(content: string): Fault[] {
  const bytes = Buffer.byteLength(content, 'utf8');
  if (bytes > maxScriptBytes) {
    const detail = `a script has at most ${maxScriptBytes} bytes, and this has ${bytes}`;
    return [{ pointer: '/content', code: 'too_long', detail }];
  }
  if (/\p{Surrogate}/u.test(content)) {
    const detail = 'a script is stored as UTF-8, and this has half of a surrogate pair, which UTF-8 cannot write';
    return [{ pointer: '/content', code: 'not_text', detail }];
  }
  if (!content.includes('\0')) return [];
  return [{ pointer: '/content', code: 'not_text', detail: 'a script is text, and this has a zero character' }];
}

function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw validationFailed(faults);
}

function refuseLintErrors(findings: readonly LintFinding[]): void {
  const faults = lintFaults(findings);
  if (faults.length === 0) return;
  const first = faults[0]!.detail;
  throw new CertloomError('validation_failed', `${first} Mend the text, or send allowLintErrors: true.`, {
    errors: faults.slice(0, 100),
  });
}

/** These members alone, lists whose order means nothing in one order. */
function fieldsOf({ description, parameters, limits, lock, repeatable, ...more }: ScriptFields): ScriptFields {
  const sorted = <T extends string>(list: readonly T[]) => [...new Set(list)].sort();
  const categories = sorted(more.categories);
  const [secrets, connections] = [sorted(more.secrets), sorted(more.connections)];
  return { categories, description, parameters, secrets, connections, limits, lock, repeatable };
}

function pickSettings({ strict = false, windows = false, reuse = false }: Partial<ScriptSettings>): ScriptSettings {
  return { strict, windows, reuse };
}

function given({ strict, windows, reuse }: Partial<ScriptSettings>): Partial<ScriptSettings> {
  return {
    ...(strict === undefined ? {} : { strict }),
    ...(windows === undefined ? {} : { windows }),
    ...(reuse === undefined ? {} : { reuse }),
  };
}

function same(a: unknown, b: unknown): boolean {
  return sortedJson(a) === sortedJson(b);
}
