import type { SetCustomAttribute } from '../../domain/actions/action';
import { applyAction, type Directory } from '../../domain/actions/apply';
import type { AttributeContent } from '../../domain/attributes/attribute';
import { sealContent, type Seal } from '../../domain/attributes/sealed';
import type { Categories } from '../../domain/certificates/certificate';
import type { Resource } from '../../domain/events/catalogue';
import { changesAmong, type FiringSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import type { HistoryDue } from '../../domain/certificates/history';
import { isPlainObject } from '../../domain/values/json';
import type { SubjectChanges } from './claim';
import type { SubjectSources } from './subject-sources';

export interface ScriptAttributesDeps {
  readonly sources: Pick<SubjectSources, 'of'>;
  readonly directory: () => Promise<Directory>;
  readonly seal: Seal;
  readonly now: () => Date;
}

/** What came of the values that a script gave back for custom attributes. */
export type AppliedAttributes =
  | { readonly changed: boolean; readonly before: unknown; readonly after: unknown }
  | { readonly errorCode: string; readonly message: string };

const conflictTries = 5;

/**
 * Puts values that a script gave back (`customAttributes`: values by name, null clears) onto the stored subject: all of
 * them or none. Doing it again changes nothing.
 */
export function createScriptAttributes({ sources, directory, seal, now }: ScriptAttributesDeps) {
  return async function applyAttributes(
    { resource, objectUuid }: { readonly resource: string; readonly objectUuid: string | null },
    given: unknown,
    key: string,
  ): Promise<AppliedAttributes> {
    if (!isPlainObject(given)) {
      return { errorCode: 'invalid_result', message: 'customAttributes is not an object of values by name' };
    }
    const source = sources.of(resource);
    if (source?.changes === undefined || objectUuid === null) {
      return { errorCode: 'action_not_for_resource', message: `${resource} have no custom attributes to set` };
    }
    const { changes } = source;
    let subject: FiringSubject | undefined = (await source.findMany([objectUuid])).get(objectUuid);
    for (let tries = 0; tries < conflictTries && subject !== undefined; tries += 1) {
      const wanted = wantedOf(given, subject, source.resource, await directory(), seal);
      if ('errorCode' in wanted) return wanted;
      const change = changesAmong(subject.categories, wanted.categories);
      const due = await carriedOut(key, subject, change, changes, now());
      if (due !== null) {
        await changes.note(due);
        return { changed: due.length > 0, before: wanted.before, after: wanted.after };
      }
      subject = await changes.reload(subject);
    }
    if (subject !== undefined) throw new Error('a subject was changed by others each time');
    return { errorCode: 'target_missing', message: 'what the event happened to is gone' };
  };
}

export type ApplyScriptAttributes = ReturnType<typeof createScriptAttributes>;

/** What is to be noted of it, also where an earlier attempt has changed it already; null when others were quicker. */
async function carriedOut(
  key: string,
  subject: FiringSubject,
  change: Partial<Categories>,
  changes: SubjectChanges<FiringSubject>,
  at: Date,
): Promise<readonly HistoryDue[] | null> {
  const unnoted = (await changes.unnoted([subject.uuid])).filter((due) => due.key === key);
  if (unnoted.length > 0 || Object.keys(change).length === 0) return unnoted;
  const due = await changes.change(key, subject, change, at);
  return due === null ? null : [due];
}

interface Wanted {
  readonly categories: Categories;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

function wantedOf(
  given: Readonly<Record<string, unknown>>,
  subject: FiringSubject,
  resource: Resource,
  directory: Directory,
  seal: Seal,
): Wanted | { readonly errorCode: string; readonly message: string } {
  const context = {
    ...{ resource, directory, actor: systemActor, requestAttributes: {}, metadata: [] },
    property: () => undefined,
  };
  let { categories } = subject;
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const definition = directory.attributesByName.get(name);
    const content = contentOf(value);
    const sealed =
      definition === undefined || content === null ? content : sealContent(definition.contentType, content, seal);
    const action: SetCustomAttribute = {
      ...{ id: name, type: 'setCustomAttribute', enabled: true, onError: 'stop', attribute: name, content: sealed },
    };
    const applied = applyAction(action, categories, context);
    if ('errorCode' in applied) return applied;
    categories = applied.categories;
    [before[name], after[name]] = [applied.before, applied.after];
  }
  return { categories, before, after };
}

/** One value or a list of them; null and an empty list clear. */
function contentOf(value: unknown): AttributeContent[] | null {
  if (value === null || value === undefined) return null;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.length === 0 ? null : values.map((data) => ({ data }) as AttributeContent);
}
