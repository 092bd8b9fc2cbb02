import { definitionTypes } from '../../builder/definition-type';
import type { DefinitionType } from '../../builder/definition';
import type { ForeignKind, MappingContext } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import type { Place } from '../ledger';
import { mapped } from '../options';
import { profileNamed } from './handler';
import { noteUnknownTokens } from './definition-tokens';
import { stepsOf } from './definition-steps';
import { secretsApart } from './step-secrets';

const types: Readonly<Record<string, DefinitionType>> = {
  enrollment: 'enrollment',
  revocation: 'revocation',
  expiration: 'expiration',
  certificateenteredcollection: 'certificate_entered_collection',
  certificateleftcollection: 'certificate_left_collection',
};

/** A workflow definition, of version 1 with `Key` or version 2 with `Keys`: a draft. */
export const definitionKind: ForeignKind = {
  system: 'keyfactor-command',
  kind: 'WorkflowDefinition',
  looksUp: ['WorkflowDefinition', 'Alert', 'RaProfile', 'Collection', 'Role', 'Script', 'Secret'],
  lists: ['WorkflowDefinitions'],
  fits: (value) => 'WorkflowType' in value || ('Steps' in value && Array.isArray(value['Steps'])),
  identify: (item) => ({
    id: idAt(item.at('Id')),
    target: { kind: 'WorkflowDefinition', name: nameAt(item.at('DisplayName'), 'Workflow') },
  }),
  map(item, context) {
    const apart = secretsApart(context);
    item.at('Id').take();
    item.at('DisplayName').text();
    const type = typeOf(item.at('WorkflowType'));
    const description = item.at('Description').text() ?? '';
    const enabled = item.at('Enabled').flag() ?? true;
    for (const member of ['IsPublished', 'DraftVersion', 'PublishedVersion']) {
      const place = item.at(member);
      if (place.peek === null) place.take();
      else place.keep('version_kept', 'it begins as a draft of version 1');
    }
    if (type === undefined) return null;
    const keys = keysOf(item, type, context);
    const steps = item.at('Steps');
    if (steps.items().length === 0) {
      (steps.peek === undefined ? item : steps).note(
        'steps_missing',
        'this export has no steps of it: export the definition itself',
      );
      steps.take();
      return null;
    }
    const mappedSteps = stepsOf(steps, apart.context);
    noteUnknownTokens(steps, type, mappedSteps);
    const spec = {
      ...{ description, type, keys, enabled, unresolvedTokens: 'literal', restResultAs: 'text', steps: mappedSteps },
    };
    const parts = steps.items().map((step, index) => ({
      ...{ name: mappedSteps[index]!.uniqueName, id: idAt(step.at('Id')), path: step.path.slice(item.path.length) },
    }));
    const definition = { kind: 'WorkflowDefinition', name: context.name, spec, initial: ['enabled'], parts };
    return { objects: [definition, ...apart.documents()] };
  },
};

function typeOf(place: Place): DefinitionType | undefined {
  const given = place.text() ?? '';
  const plain = given.toLowerCase().replace(/[^a-z]/g, '');
  const found =
    types[plain] ??
    definitionTypes.map(({ code }) => code).find((code) => code.replace(/^event:/, '').replaceAll('_', '') === plain);
  if (found === undefined)
    place.note('unsupported_type', `nothing here starts definitions of the type "${given.slice(0, 80)}"`);
  return found;
}

/** Whose ids the keys of these types are. */
const alertKinds: Readonly<Partial<Record<DefinitionType, string>>> = {
  expiration: 'ExpirationAlert',
  key_rotation: 'KeyRotationAlert',
  revocation_monitoring: 'RevocationMonitoring',
};

interface GivenKey {
  readonly id: Place;
  readonly names: readonly Place[];
}

/** Of version 1 `Key`, of version 2 `Keys`: ids, or objects with id and name. */
function keysOf(item: Place, type: DefinitionType, context: MappingContext): object[] {
  const one: GivenKey = { id: item.at('Key'), names: ['KeyDisplayName', 'KeyName'].map((member) => item.at(member)) };
  const list = item.at('Keys');
  if (list.items().length === 0) list.take();
  const several = list.items().map((key): GivenKey =>
    key.members().length === 0
      ? { id: key, names: [] }
      : {
          id: key.at('Key', 'Id', 'Value'),
          names: ['KeyDisplayName', 'DisplayName', 'Name'].map((member) => key.at(member)),
        },
  );
  const found: object[] = [];
  for (const given of [one, ...several]) {
    const key = keyOf(given, type, context);
    if (key !== undefined && !found.some((other) => JSON.stringify(other) === JSON.stringify(key))) found.push(key);
  }
  return found;
}

function keyOf({ id, names }: GivenKey, type: DefinitionType, context: MappingContext): object | undefined {
  const traits = definitionTypes.find(({ code }) => code === type);
  const texts = [id, ...names].flatMap(({ peek }) =>
    typeof peek === 'string' || typeof peek === 'number' ? [String(peek)] : [],
  );
  const given = texts.filter((one) => one !== '');
  const [kind] = traits?.keys ?? [];
  if (kind === 'ra_profile') {
    const profile = profileNamed(id, [id, ...names], context);
    return profile === null ? undefined : { raProfile: profile };
  }
  for (const place of [id, ...names]) place.take();
  if (given.length === 0) return undefined;
  const { find, imported, options } = context;
  if (kind === 'alert') {
    const foreign = alertKinds[type];
    const name =
      given.flatMap((key) => (foreign === undefined ? [] : (imported(foreign, key)?.name ?? []))).at(0) ??
      given.flatMap((key) => find('Alert', `${type}/${key}`)?.name ?? []).at(0);
    if (name !== undefined) return { alert: name };
    id.note('alert_unknown', 'its alert is not here: import it before, or with the definition');
    return undefined;
  }
  if (kind === 'collection') {
    const wanted = mapped(options.collectionMap, ...given);
    const names_ = wanted === undefined ? given.map((one) => imported('Collection', one)?.name ?? one) : [wanted];
    const found = names_.flatMap((one) => find('Collection', one)?.name ?? []).at(0);
    if (found !== undefined) return { collection: found };
    id.note(
      'collection_unknown',
      `there is no collection ${wanted ?? given.at(-1) ?? ''}: name one in collectionMap ("${given[0] ?? ''}": "…")`,
    );
    return undefined;
  }
  id.note('key_unused', 'definitions of this type have no such key here');
  return undefined;
}
