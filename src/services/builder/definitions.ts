import { emptyCanvas } from '../../domain/builder/canvas';
import type { CheckContext, DefinitionCheck, DefinitionFields } from '../../domain/builder/check';
import { checkDefinition } from '../../domain/builder/check';
import type { DefinitionContent, DefinitionVersion } from '../../domain/builder/definition';
import { definitionType } from '../../domain/builder/definition-type';
import type { DefinitionProblem } from '../../domain/builder/problem';
import type { Actor } from '../../domain/identity/actor';
import { CertloomError, validationFailed } from '../../domain/problem';
import { refuseStale, type SeenRevision } from '../../domain/revision';
import { sortedJson } from '../../domain/values/json';
import type { DefinitionKeyStore } from '../../store/builder/definition-keys';
import type { DefinitionRow, DefinitionStore, StoredDefinition } from '../../store/builder/definitions';
import type { DefinitionVersionStore } from '../../store/builder/definition-versions';
import type { ReferenceProblems } from './references';

export interface DefinitionControlDeps {
  readonly definitions: Pick<DefinitionStore, 'get' | 'find' | 'create' | 'update' | 'bumpRevision' | 'remove'>;
  readonly versions: Pick<DefinitionVersionStore, 'keep' | 'find' | 'removeOf'>;
  readonly keys: DefinitionKeyStore;
  readonly context: () => Promise<CheckContext>;
  readonly references: ReferenceProblems;
  /** Whether instances of it are running or suspended. */
  readonly hasOpenInstances: (uuid: string) => Promise<boolean>;
  /** Names of triggers that start the definition of this name. */
  readonly triggersOf: (name: string) => Promise<readonly string[]>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** What is to become of a definition, checked. */
export interface DefinitionChange extends Pick<DefinitionCheck, 'fields' | 'problems'> {
  readonly before: StoredDefinition | null;
}

/** More than what a row of the database and a person can bear: scripts of a MiB are meant for the store of scripts. */
export const maxContentBytes = 4 * 1024 * 1024;

/** A key that somebody took and never published is free again after this. */
const abandonedMs = 60_000;

/** What people do with definitions. Instances stay on the version that they began with. */
export function createDefinitionControls(deps: DefinitionControlDeps) {
  const { definitions, versions, now } = deps;

  /** All that is to be said of it; references are looked up only where nothing keeps it from being saved. */
  async function looked(given: DefinitionFields): Promise<DefinitionCheck> {
    const check = checkDefinition(given, await deps.context());
    if (check.faults.length > 0) return check;
    return { ...check, problems: [...check.problems, ...(await deps.references(check.fields))] };
  }

  async function checked(given: DefinitionFields): Promise<Pick<DefinitionCheck, 'fields' | 'problems'>> {
    const { fields, faults, problems } = await looked(given);
    if (faults.length > 0) throw validationFailed(faults);
    if (Buffer.byteLength(JSON.stringify(fields.steps)) > maxContentBytes) {
      const detail = 'steps and their scripts may take 4 MiB together; store long scripts as scripts';
      throw validationFailed([{ pointer: '/steps', code: 'too_large', detail }]);
    }
    return { fields, problems };
  }

  /** Keys that a row has for itself alone. */
  function heldKeys({ type, keys, enabled, published, isGlobal }: DefinitionRow): readonly string[] {
    if (!definitionType(type).isSingle || !enabled || published === null) return [];
    return isGlobal ? [`${type} `] : keys.map(({ uuid }) => `${type} ${uuid}`);
  }

  async function takeKeys(uuid: string, row: DefinitionRow): Promise<readonly string[]> {
    const held = heldKeys(row);
    for (const key of held) {
      const other = await deps.keys.take(key, uuid, now());
      if (other === null) continue;
      const holder = await definitions.find(other.holder);
      const isHeld = holder !== undefined && heldKeys(holder).includes(key);
      const isAbandoned = !isHeld && now().getTime() - other.at.getTime() > abandonedMs;
      if (isAbandoned || (holder === undefined && other.holder !== '')) {
        if (await deps.keys.takeOver(key, other.holder, uuid, now())) continue;
      }
      const name = holder === undefined ? 'another one' : `"${holder.name}"`;
      const detail = `The definition ${name} is published for the same key: unpublish or disable it, or take its key away.`;
      throw new CertloomError('conflict', detail, { extra: { definitionUuid: other.holder } });
    }
    return held;
  }

  async function write(uuid: string, seen: SeenRevision, row: DefinitionRow): Promise<StoredDefinition> {
    const held = await takeKeys(uuid, row);
    const after = await definitions.update(uuid, seen, row, now());
    await deps.keys.keepOnly(uuid, held);
    return after;
  }

  /** The versions that the row is about to forget. */
  async function keepPublished({ uuid, published }: StoredDefinition): Promise<void> {
    if (published !== null) await versions.keep({ definition: uuid, ...published });
  }

  async function findVersion(
    { uuid, draft, published }: StoredDefinition,
    version: number,
  ): Promise<DefinitionVersion | undefined> {
    const own = [draft, published].find((one) => one?.version === version);
    return own == null ? versions.find(uuid, version) : { definition: uuid, ...own };
  }

  async function versionOf(definition: StoredDefinition, version: number): Promise<DefinitionVersion> {
    const found = await findVersion(definition, version);
    if (found === undefined) throw new CertloomError('not_found', `There is no version ${version} of this definition.`);
    return found;
  }

  /** What is worked on: the draft, else the newest version. */
  const newestOf = (definition: StoredDefinition) => versionOf(definition, definition.latestVersion);

  async function publish(definition: StoredDefinition, actor: Actor): Promise<StoredDefinition> {
    const newest = await newestOf(definition);
    if (definition.publishedVersion === newest.version) return definition;
    const { problems } = await checked(fieldsOf(definition, newest.content));
    refuseErrors(problems);
    await keepPublished(definition);
    const { definition: _d, ...version } = newest;
    const isAgain = version.publishedAt !== null;
    const published = isAgain ? version : { ...version, publishedAt: now(), publishedBy: actor };
    const after = await write(definition.uuid, definition.revision, { ...definition, draft: null, published });
    await keepPublished(after);
    return after;
  }

  return {
    refuseErrors,
    findVersion,
    versionOf,
    newestOf,

    /** What is to be said of a change that nobody has saved yet; its type stays what it is. */
    async looksAt({ type, isGlobal }: StoredDefinition, given: DefinitionFields) {
      const { faults, problems } = await looked({ ...given, type, isGlobal });
      return { faults, problems };
    },

    /** Throws `validation_failed`. */
    async checkNew(given: DefinitionFields): Promise<DefinitionChange> {
      return { before: null, ...(await checked(given)) };
    },

    /** The same, and `revision_mismatch`. */
    async checkChange(uuid: string, seen: SeenRevision, given: DefinitionFields): Promise<DefinitionChange> {
      const before = await definitions.get(uuid);
      refuseStale(before, seen);
      if (before.type !== given.type) {
        throw validationFailed([{ pointer: '/type', code: 'wrong_value', detail: 'this cannot be changed' }]);
      }
      return { before, ...(await checked({ ...given, isGlobal: before.isGlobal })) };
    },

    /** @param change as `checkNew` gives it; without `origin` it was made here */
    create(
      { fields }: Pick<DefinitionChange, 'fields'>,
      actor: Actor,
      origin: StoredDefinition['origin'] = null,
      uuid = deps.newId(),
    ): Promise<StoredDefinition> {
      const row = {
        canvas: emptyCanvas,
        ...rowOf(fields),
        origin,
        latestVersion: 1,
        draft: draftOf(1, fields, actor),
        published: null,
      };
      return definitions.create(uuid, row, now());
    },

    /**
     * A draft that was never published is written over; what was published stays, and a new draft is begun where steps
     * have changed.
     * @param change as `checkChange` gives it
     */
    async update(
      change: DefinitionChange & { readonly before: StoredDefinition },
      actor: Actor,
    ): Promise<StoredDefinition> {
      const { before, fields } = change;
      const newest = await newestOf(before);
      const isSame = sortedJson(contentOf(fields)) === sortedJson(newest.content);
      const version = before.draft?.version ?? before.latestVersion + 1;
      const row = isSame
        ? { ...before, ...rowOf(fields) }
        : { ...before, ...rowOf(fields), latestVersion: version, draft: draftOf(version, fields, actor) };
      return write(before.uuid, before.revision, row);
    },

    /** New instances run the newest version. Throws `validation_failed` with what keeps it from that, `conflict`. */
    async publish(uuid: string, seen: SeenRevision, actor: Actor): Promise<StoredDefinition> {
      const definition = await definitions.get(uuid);
      refuseStale(definition, seen);
      return publish(definition, actor);
    },

    /** No new instances; those that run go on. */
    async unpublish(uuid: string, seen: SeenRevision): Promise<StoredDefinition> {
      const definition = await definitions.get(uuid);
      refuseStale(definition, seen);
      if (definition.published === null) return definition;
      if (definition.isGlobal) {
        throw new CertloomError(
          'invalid_state',
          'The global definition always has a published version: change it instead.',
        );
      }
      await keepPublished(definition);
      return write(uuid, definition.revision, { ...definition, published: null });
    },

    /** What is to be said of a version as things are now. */
    async problemsOf(
      definition: StoredDefinition,
      { content }: Pick<DefinitionVersion, 'content'>,
    ): Promise<readonly DefinitionProblem[]> {
      return (await checked(fieldsOf(definition, content))).problems;
    },

    /** Throws `in_use` while instances run or a trigger starts it, `invalid_state` for a global one. */
    async remove(definition: StoredDefinition): Promise<void> {
      const { uuid, isGlobal, revision } = definition;
      if (isGlobal)
        throw new CertloomError('invalid_state', 'The global definition is always there: change it instead.');
      const [trigger] = await deps.triggersOf(definition.name);
      if (trigger !== undefined) {
        throw new CertloomError('in_use', `The trigger "${trigger}" starts this definition: take it out there first.`);
      }
      const taken = await definitions.bumpRevision(uuid, revision);
      if (await deps.hasOpenInstances(uuid)) {
        throw new CertloomError(
          'in_use',
          'Instances of this definition are running: stop them, or wait for their end.',
        );
      }
      await deps.keys.keepOnly(uuid, []);
      await versions.removeOf(uuid);
      await definitions.remove(uuid, taken);
    },
  };

  function draftOf(version: number, fields: DefinitionFields, savedBy: Actor) {
    const content = contentOf(fields);
    return { version, content, savedAt: now(), savedBy, publishedAt: null, publishedBy: null };
  }
}

export type DefinitionControls = ReturnType<typeof createDefinitionControls>;

/** Throws `validation_failed` with what keeps a version from being published. */
function refuseErrors(problems: readonly DefinitionProblem[]): void {
  const errors = problems.flatMap(({ severity, ...fault }) => (severity === 'error' ? [fault] : []));
  if (errors.length > 0) throw validationFailed(errors);
}

function rowOf({ name, description, type, keys, startedBy, enabled, isGlobal, canvas }: DefinitionFields) {
  return {
    ...{ name, description, type, keys, startedBy, enabled, isGlobal },
    ...(canvas === undefined ? {} : { canvas }),
  };
}

export function contentOf({ steps, unresolvedTokens, restResultAs }: DefinitionFields): DefinitionContent {
  return { steps, unresolvedTokens, restResultAs };
}

export function fieldsOf(definition: StoredDefinition, content: DefinitionContent): DefinitionFields {
  return { ...rowOf({ ...definition, ...content }), ...content };
}
