import { outputsTo } from '../../domain/builder/graph';
import { describedStepKind } from '../../services/builder/steps/kinds';
import { isPlainObject, sortedJson } from '../../domain/values/json';
import type { Found } from './kind';
import { itemsOf, namedKind } from './named-kind';

type Json = Found['view'];

/** Definitions of workflows with the steps of their newest version; `publish` says whether that one is published. */
export const definition = namedKind('/builder/definitions', {
  kind: 'WorkflowDefinition',
  stays: ({ isGlobal }) => isGlobal === true,
  filled: (wanted) => ({ ...wanted, steps: (wanted['steps'] as readonly Json[]).map(filledStep) }),
  async find({ calls }, name) {
    const found: Found[] = [];
    for await (const { uuid, name: own } of itemsOf(
      calls,
      'get /builder/definitions',
      name === undefined ? {} : { name },
    )) {
      if (name !== undefined && own !== name) continue;
      const params = { uuid: uuid as string };
      const { body, revision = 0 } = await calls.call('get /builder/definitions/{uuid}', { params });
      found.push({
        name: own as string,
        params,
        revision,
        view: { ...(body as Json), publish: isNewestPublished(body as Json) },
      });
    }
    return found;
  },
  alike(given, before) {
    // What says nothing of the drawing leaves it as it is.
    const wanted: Json = { ...('canvas' in before ? { canvas: before['canvas'] } : {}), ...given };
    // False takes nothing back, so of what is published already it says nothing.
    return wanted['publish'] !== true && sortedJson({ ...wanted, publish: before['publish'] }) === sortedJson(before)
      ? before
      : wanted;
  },
  shown({ canvas, ...rest }) {
    return isPlainObject(canvas) && Object.values(canvas).flat().length > 0 ? { ...rest, canvas } : rest;
  },
});

function isNewestPublished({ draftVersion, publishedVersion }: Json): boolean {
  return draftVersion === null && publishedVersion !== null;
}

/** As it is stored: with the defaults that the kind of the step has, and the ways out that its settings make. */
function filledStep(step: Json): Json {
  const kind = describedStepKind(String(step['type']));
  const read = kind?.settings.safeParse(step['settings']);
  const filled = { ...step, displayName: step['displayName'] ?? step['uniqueName'] };
  if (read?.success !== true || !isPlainObject(read.data)) return filled;
  const settings = read.data;
  if (kind?.targets === undefined) return { ...filled, settings };
  return { ...filled, settings, outputs: { ...outputsTo(kind.targets(settings)), ...(step['outputs'] as object) } };
}
