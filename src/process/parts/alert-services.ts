import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../domain/alerts/alert';
import type { HandlerTypeCode } from '../../domain/alerts/handler';
import type { AlertDefinition } from '../../domain/alerts/workflow-handler';
import type { DefinitionType } from '../../domain/builder/definition';
import { compileCondition } from '../../domain/conditions/evaluate';
import { withVariables } from '../../domain/conditions/subject';
import { parseMailbox } from '../../delivery/channels/email';
import { createAlertCare } from '../../services/alerts/care';
import { createCarryOut } from '../../services/alerts/carry-out';
import { categoriesFault, createHandlerConditions, createNamedCheck } from '../../services/alerts/checks';
import { createAlertControls } from '../../services/alerts/controls';
import type { Effect, EffectRunner } from '../../services/alerts/effect';
import { createCustomEffect } from '../../services/alerts/custom-effect';
import { createEmailEffect } from '../../services/alerts/email-effect';
import { createEventLogEffect } from '../../services/alerts/event-log-effect';
import { createEndpointItems } from '../../services/alerts/endpoint-items';
import { createKeyItems } from '../../services/alerts/key-items';
import { createExpirationItems } from '../../services/alerts/expiration-items';
import { createAlertFirings, withoutTriggers } from '../../services/alerts/firings';
import { createFirstRun } from '../../services/alerts/first-run';
import { createAlertFollowUps } from '../../services/alerts/follow-ups';
import type { ItemSource } from '../../services/alerts/item';
import { createPluginFaults } from '../../services/alerts/plugin-faults';
import { createPhases } from '../../services/alerts/phases';
import { createPreviews } from '../../services/alerts/preview';
import { createDefinitionPreview } from '../../services/builder/preview';
import { createScriptEffect } from '../../services/alerts/script-effect';
import { createRequestItems } from '../../services/alerts/request-items';
import { createRenewalEffect } from '../../services/alerts/renewal-effect';
import { createAlertRuns } from '../../services/alerts/run';
import { variablesOf } from '../../services/alerts/texts';
import { createWorkflowEffect, initialDataOf, instanceItemOf } from '../../services/alerts/workflow-effect';
import { createWebhookEffect } from '../../services/alerts/webhook-effect';
import { urlRefusal } from '../../outbound/outbound-guard';
import { createRunAndWait } from '../../services/scripts/run-and-wait';
import { startScriptRun } from '../../temporal/runs/scripts';
import { createRules, createRulesOfEvents } from '../../services/firings/rules';
import { createPipeline } from '../../services/firings/pipeline';
import { alertRunWorkflowId } from '../../temporal/ids';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { startAlertRun } from '../../temporal/runs/alerts';
import { createAlertSchedules } from '../../temporal/schedules/alert-schedules';
import { createJobSchedules } from '../../temporal/schedules/job-schedules';
import type { Stores } from '../../store/stores';
import { endpointCheckOf } from './endpoint-check';
import { createFiringCounts } from './firing-counts';
import { createInstanceServices } from './instance-services';
import { renewalOrdersOf } from './operations';
import type { PartContext } from './part';

const startTimeoutMs = 5_000;

/** Everything of alerts that the part wires. */
export function createAlertServices(context: PartContext) {
  const { foundation, patterns } = context;
  const { stores, client, queueName, logger, now } = foundation;
  const settings = async () => (await stores.settings.get()).values;
  const attributes = attributesOf(context);
  const sources = new Map(itemSources(context).map((source) => [source.kind, source]));
  const runners = new Map<HandlerTypeCode, EffectRunner>(effectRunners(context).map((runner) => [runner.type, runner]));
  const predicateOf = createHandlerConditions(patterns);
  const conditionsOf = ({ conditions }: Alert['handlers'][number], effect: Effect): boolean[] => {
    const subject = withVariables(effect.items[0].item.look(), variablesOf(effect));
    return conditions.map(
      (one) => predicateOf(one, effect.alert.kind, attributes.seen())(subject, now()).result === 'true',
    );
  };

  const schedules = createAlertSchedules(client, queueName);
  const startRun = (start: AlertRunStart, request: string) =>
    startAlertRun(client, queueName, start, request, startTimeoutMs);
  const controls = createAlertControls({
    ...{ alerts: stores.alerts, versions: stores.alertVersions, ledger: stores.alertLedger, schedules, logger, now },
    firstRun: createFirstRun({ sources, ledger: stores.alertLedger, settings, now }),
    checkNamed: createNamedCheck({
      attributes: attributes.load,
      patterns,
      hasConnection: async (uuid) => (await stores.connections.find(uuid)) !== undefined,
      hasCollection: async (uuid) => (await stores.collections.find(uuid)) !== undefined,
      hasAuthority: async (uuid) => (await stores.authorities.byIds([uuid])).length > 0,
      hasRaProfile: async (uuid) => (await stores.directory.snapshot()).raProfiles.has(uuid),
      pluginFaults: createPluginFaults({ plugins: stores.plugins }),
      urlFault: (url) => urlRefusal(context.notifications.guard, url),
      scriptFault: (name, version) => scriptFault(context, name, version),
    }),
    newId: randomUUID,
  });
  const fire = createAlertFirings({
    now,
    wait: sleep,
    firings: stores.firings,
    pipeline: createPipeline({
      rules: withoutTriggers(createRulesOfEvents(stores)),
      stores: { firings: stores.firings, noticePayloads: stores.noticePayloads, history: stores.certificateHistory },
      counts: createFiringCounts(foundation.metrics),
      ...{ logger, now, steadyClock: () => performance.now() },
    }),
  });
  const runs = createAlertRuns({
    ...{ alerts: stores.alerts, versions: stores.alertVersions, runs: stores.alertRuns, ledger: stores.alertLedger },
    ...{ sources, fire, settings, now },
    phases: createPhases({
      carryOut: createCarryOut({ runners }),
      runnerOf: (type) => runners.get(type),
      holds: (handler, effect) => conditionsOf(handler, effect).every(Boolean),
      now,
    }),
    definitionsOf: (alert) => definitionsOf(stores, alert),
    prepare: attributes.load,
    steadyClock: () => performance.now(),
  });
  return {
    ...{ controls, runs, startRun },
    previews: createPreviews({
      ...{ sources, ledger: stores.alertLedger, runners, settings },
      conditionsOf,
      definitionsOf: (alert) => definitionsOf(stores, alert),
      stepsOf: workflowStepsOf(context),
      prepare: attributes.load,
    }),
    followUps: createAlertFollowUps({
      ...{ ledger: stores.alertLedger, workflowIdOf: alertRunWorkflowId, startRun, newId: randomUUID, now },
    }),
    care: createAlertCare({
      ...{ alerts: stores.alerts, runs: stores.alertRuns, ledger: stores.alertLedger, logger, now },
      fateOf: createJobSchedules(client, queueName).fateOf,
      schedule: controls.schedule,
    }),
  };
}

/** What an alert in mode `workflow` starts. */
async function definitionsOf(
  { startableDefinitions }: Stores,
  { uuid, kind }: Alert,
): Promise<readonly AlertDefinition[]> {
  if (kind !== 'expiration' && kind !== 'key_rotation' && kind !== 'revocation_monitoring') return [];
  return (await startableDefinitions.ofType(kind)).filter(({ keys }) => keys.some((key) => key.uuid === uuid));
}

/** The steps that a workflow handler would start, filled for its item. */
function workflowStepsOf(context: PartContext): (effect: Effect) => Promise<readonly object[]> {
  const { values, contentOf } = createInstanceServices(context);
  const preview = createDefinitionPreview(values);
  return async (effect) => {
    const { handler } = effect;
    const type = effect.alert.kind as DefinitionType;
    const [content, item] = [await contentOf(handler.id, Number(handler.settings['version'])), instanceItemOf(effect)];
    if (content === null || item === null) return [];
    return (await preview({ type }, content, item.uuid, initialDataOf(effect))).steps;
  };
}

/** Where the items of each kind of alert come from: one line each. */
function itemSources(context: PartContext): readonly ItemSource[] {
  const { foundation, expiration, patterns } = context;
  const { stores } = foundation;
  return [
    createKeyItems({
      keys: stores.sshKeys,
      lifetimeDays: async () => (await stores.settings.get()).values.sshKeys.lifetimeDays,
    }),
    ...(['pending', 'issued', 'denied'] as const).map((kind) =>
      createRequestItems(kind, {
        operations: stores.operations,
        approval: (uuid) => stores.approvals.find(uuid),
        certificate: (uuid) => stores.inventory.find(uuid),
        directory: () => stores.directory.snapshot(),
        pageUrl: foundation.pageUrl,
      }),
    ),
    createEndpointItems({ checks: stores.endpointChecks, check: endpointCheckOf(context).check }),
    createExpirationItems({
      candidates: stores.expirationCandidates,
      replacedAmong: expiration.replaced.replacedAmong,
      rules: createRules(stores, 'certificate_expiring'),
      inCollection: async (uuid) => {
        const found = await stores.collections.find(uuid);
        if (found === undefined) return null;
        const attributes = [...(await stores.directory.snapshot()).attributes.values()];
        return compileCondition(found.query, { scope: 'certificates', attributes, patterns });
      },
    }),
  ];
}

/** How handlers of each type are carried out: one entry each. */
function effectRunners(context: PartContext): readonly EffectRunner[] {
  const { foundation, notifications } = context;
  const { stores, config, now } = foundation;
  const from = parseMailbox(config.mailFrom);
  if (from === undefined) throw new RangeError('The sender of e-mail must be an address or `Name <address>`.');
  const run = createRunAndWait({
    ...{ prepare: context.scripts.prepare.prepare, runs: stores.scriptRuns, wait: sleep },
    start: (plan) => startScriptRun(foundation.client, foundation.queueName, plan, startTimeoutMs),
  });
  return [
    createEmailEffect({
      mailer: notifications.mailer,
      from,
      contentOf: async (certificate) => (await stores.inventory.contents([certificate])).get(certificate),
    }),
    createEventLogEffect({ log: notifications.lastingLog, host: hostname(), now }),
    createCustomEffect({
      plugins: stores.plugins,
      runs: stores.scriptRuns,
      run,
    }),
    createWebhookEffect({ http: notifications.http, connections: context.connections.client }),
    createScriptEffect({ prepare: context.scripts.prepare, runs: stores.scriptRuns, run }),
    createRenewalEffect({ orders: renewalOrdersOf(context) }),
    createWorkflowEffect({ start: createInstanceServices(context).start }),
  ];
}

/** The attribute definitions, as conditions were last compiled for them. */
function attributesOf({ foundation: { stores } }: PartContext) {
  let directory: object | undefined;
  let seen: Awaited<ReturnType<typeof read>> = [];
  async function read() {
    return [...(await stores.directory.snapshot()).attributes.values()];
  }
  return {
    seen: () => seen,
    async load() {
      const snapshot = await stores.directory.snapshot();
      if (snapshot !== directory) seen = await read();
      directory = snapshot;
      return seen;
    },
  };
}

async function scriptFault(
  { foundation: { stores } }: PartContext,
  name: string,
  version: number | 'latest',
): Promise<string | undefined> {
  const script = await stores.scripts.byName(name);
  if (script === undefined) return 'there is no such script';
  const unfit = categoriesFault(script.categories);
  if (unfit !== undefined || version === 'latest') return unfit;
  return (await stores.scripts.version(script, version)) === undefined ? 'the script has no such version' : undefined;
}
