import type { Alert } from '../../domain/alerts/alert';
import { asWorkflow, noDefinition, type AlertDefinition } from '../../domain/alerts/workflow-handler';
import type { AlertKindCode } from '../../domain/alerts/kind';
import type { HandlerTypeCode } from '../../domain/alerts/handler';
import { shownThreshold } from '../../domain/alerts/ledger';
import { nothingDone } from '../../domain/alerts/progress';
import { namesOfRun } from '../../domain/alerts/variables';
import type { AlertRun, AlertRunNote } from '../../domain/alerts/run';
import { CertloomError } from '../../domain/problem';
import type { PlatformSettings } from '../../domain/settings/platform';
import type { AlertLedgerStore } from '../../store/alerts/ledger';
import type { Effect, EffectItem, EffectRunner } from './effect';
import type { AlertItem, ItemSource } from './item';
import { planItems, type ItemWork } from './item-work';
import { firingIdOfWork } from './phases';
import { textsOf } from './texts';

export interface PreviewDeps {
  readonly sources: ReadonlyMap<AlertKindCode, ItemSource>;
  readonly ledger: Pick<AlertLedgerStore, 'ofItems'>;
  readonly runners: ReadonlyMap<HandlerTypeCode, EffectRunner>;
  readonly conditionsOf: (handler: Alert['handlers'][number], effect: Effect) => readonly boolean[];
  /** The published definitions that an alert in mode `workflow` starts. */
  readonly definitionsOf: (alert: Alert) => Promise<readonly AlertDefinition[]>;
  /** The steps of what a workflow handler starts, with every setting filled for the item. */
  readonly stepsOf: (effect: Effect) => Promise<readonly object[]>;
  /** Reads what conditions depend on. */
  readonly prepare: () => Promise<unknown>;
  readonly settings: () => Promise<PlatformSettings>;
}

export interface TestRequest {
  readonly at: Date;
  /** Only what is reached at `at` and was not by then; the ledger is left aside. */
  readonly previous?: Date;
  readonly itemId?: string;
  readonly limit?: number;
  /** From 1. */
  readonly page: number;
}

export interface HandlerPreview {
  readonly name: string;
  readonly type: HandlerTypeCode;
  readonly wouldRun: boolean;
  /** How often for this item; of a handler that takes items together its part of one run. */
  readonly runs: number;
  readonly recipients: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly conditionResults: readonly boolean[];
}

export interface ItemPreview {
  readonly alertUuid: string;
  readonly item: { readonly itemId: string; readonly name: string };
  /** Null where the kind has none. */
  readonly threshold: number | null;
  readonly subject: string;
  readonly message: string;
  readonly recipients: readonly string[];
  readonly handlers: readonly HandlerPreview[];
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}

export interface TestResult {
  readonly total: number;
  readonly shown: number;
  readonly cut: number;
  readonly limit: number;
  readonly previews: readonly ItemPreview[];
}

/** Dry runs: what alerts would do, with every text filled. Nothing is written, sent or run. */
export function createPreviews(deps: PreviewDeps) {
  const { sources, ledger, runners, conditionsOf, prepare, settings } = deps;

  /** What it would run: without a definition nothing, which is told of each item that is due. */
  async function asRun(alert: Alert): Promise<Alert> {
    if (alert.mode !== 'workflow') return alert;
    const definitions = await deps.definitionsOf(alert);
    return asWorkflow(alert, definitions.length === 0 ? [noDefinition] : definitions);
  }

  async function* pagesOf(alert: Alert, { at, itemId }: TestRequest): AsyncGenerator<readonly AlertItem[]> {
    const source = sources.get(alert.kind);
    if (source === undefined) return;
    if (itemId !== undefined) {
      const found = await source.find(alert, [itemId], at);
      if (found.length === 0) throw new CertloomError('not_found', 'The alert is about no such item.');
      yield found;
      return;
    }
    let cursor: string | null = null;
    do {
      const page = await source.page(alert, at, cursor, null);
      yield page.items;
      cursor = page.next;
    } while (cursor !== null);
  }

  async function worksOf(alert: Alert, items: readonly AlertItem[], request: TestRequest, fallback: readonly string[]) {
    const seesLedger = request.previous === undefined && request.itemId === undefined;
    const rows = seesLedger
      ? await ledger.ofItems(
          alert.uuid,
          items.map(({ id }) => id),
        )
      : undefined;
    const earlier = request.previous === undefined ? undefined : await reachedBefore(alert, items, request.previous);
    const wanted = items.filter(({ id, reached }) => earlier === undefined || earlier.get(id) !== reached[0]);
    return planItems(wanted, {
      ...{ alert, at: request.at, fallback, rowsOf: (id: string) => rows?.get(id) ?? [], isOurs: () => false },
    });
  }

  /** The smallest threshold that each item had reached by then. */
  async function reachedBefore(alert: Alert, items: readonly AlertItem[], previous: Date) {
    const then =
      (await sources.get(alert.kind)?.find(
        alert,
        items.map(({ id }) => id),
        previous,
      )) ?? [];
    return new Map(then.map(({ id, reached }) => [id, reached[0]]));
  }

  return {
    /** Throws `not_found` for an item that the alert is not about. */
    async test(alerts: readonly Alert[], request: TestRequest): Promise<TestResult> {
      await prepare();
      const { testPreviewLimit, fallbackRecipients } = (await settings()).alerts;
      const limit = request.limit ?? testPreviewLimit;
      const from = (request.page - 1) * limit;
      let total = 0;
      const previews: ItemPreview[] = [];
      for (const given of alerts) {
        const alert = await asRun(given);
        for await (const items of pagesOf(alert, request)) {
          const { works, notes } = await worksOf(alert, items, request, fallbackRecipients);
          const shown = works.slice(Math.max(0, from - total), Math.max(0, from + limit - total));
          for (const work of shown) previews.push(await previewOf(alert, work, request.at, notes));
          total += works.length;
        }
      }
      return { total, shown: previews.length, cut: total - previews.length, limit, previews };
    },
  };

  async function previewOf(
    alert: Alert,
    work: ItemWork,
    at: Date,
    notes: readonly AlertRunNote[],
  ): Promise<ItemPreview> {
    const run: Pick<AlertRun, 'id' | 'context' | 'isTest' | 'actor' | 'at'> = {
      ...{ id: 'preview', context: 'api', isTest: true, at, actor: { type: 'system', uuid: null, name: 'system' } },
    };
    const effectItem: EffectItem = {
      ...{ item: work.item, threshold: work.threshold, occurrence: work.occurrence, recipients: work.recipients },
      ...{ firingId: firingIdOfWork(alert, run, work), variables: nothingDone.variables, sendEmail: true },
    };
    const effectOf = (step: ItemWork['steps'][number]): Effect => ({
      ...{ alert, run, handler: step.handler, key: 'preview', recipient: step.recipient, items: [effectItem] },
    });
    const started = work.steps.filter(({ handler }) => handler.id !== noDefinition.uuid);
    const texts = textsOf({ alert }, effectItem);
    const handlers: HandlerPreview[] = [];
    for (const id of new Set(started.map(({ handler }) => handler.id))) {
      handlers.push(
        await handlerPreview(
          started.filter(({ handler }) => handler.id === id),
          effectOf,
        ),
      );
    }
    return {
      alertUuid: alert.uuid,
      item: { itemId: work.item.id, name: work.item.name },
      threshold: shownThreshold(work.threshold),
      subject: texts.subject,
      message: texts.message,
      recipients: work.recipients,
      handlers,
      warnings: warningsOf(alert, { empty: texts.empty, notes, startsNothing: started.length < work.steps.length }),
    };
  }

  async function handlerPreview(
    steps: readonly ItemWork['steps'][number][],
    effectOf: (step: ItemWork['steps'][number]) => Effect,
  ): Promise<HandlerPreview> {
    const { handler } = steps[0]!;
    const effect = effectOf(steps[0]!);
    const conditionResults = conditionsOf(handler, effect);
    const { name, type } = handler;
    const parameters = runners.get(type)?.preview(effect) ?? {};
    return {
      ...{ name, type, wouldRun: conditionResults.every(Boolean), runs: steps.length },
      recipients: steps.flatMap(({ recipient }) => recipient ?? []),
      parameters: type === 'workflow' ? { ...parameters, steps: await deps.stepsOf(effect) } : parameters,
      conditionResults,
    };
  }
}

function warningsOf(
  alert: Alert,
  {
    empty,
    notes,
    startsNothing,
  }: {
    readonly empty: readonly string[];
    readonly notes: readonly AlertRunNote[];
    readonly startsNothing: boolean;
  },
): ItemPreview['warnings'] {
  const told = new Map(notes.map(({ code, detail }) => [`${code} ${detail}`, { code, detail }]));
  const noneStarted = {
    code: 'no_definition',
    detail: 'The alert starts a workflow, and no published definition is bound to it: nothing is begun.',
  };
  return [
    ...(startsNothing ? [noneStarted] : []),
    ...empty.map((name) => ({ code: 'token_empty', detail: name })),
    ...alert.handlers.flatMap(({ name, conditions }) =>
      [...new Set(conditions.flatMap(namesOfRun))].map((variable) => ({
        code: 'condition_known_at_run',
        detail: `Whether ${name} runs depends on ${variable}, which handlers before it say; here it counts as absent.`,
      })),
    ),
    ...told.values(),
  ];
}

export type Previews = ReturnType<typeof createPreviews>;
