import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import { isCertloomError } from '../../domain/problem';
import type { RenewalOrders } from '../operations/renewal-order';
import type { Deployed } from './deploy-files';
import { doingKey, failedEffect, type Effect, type EffectOutcome, type EffectRunner } from './effect';
import { fillText } from './texts';

export interface RenewalEffectDeps {
  readonly orders: RenewalOrders;
  /** Milliseconds between two looks at an operation. */
  readonly pollMs?: number;
}

/** An order that waits for an approval may take days: then the handler has done what it can. */
const defaultWaitSeconds = 120;

/**
 * Renews the certificate through the authority of its RA profile, by an operation whose key is that of the effect: doing
 * it again joins the operation that is there. What comes of it in time is left as variables.
 */
export function createRenewalEffect(deps: RenewalEffectDeps): EffectRunner {
  async function begin({ handler, items, run, alert }: Effect, key: string): Promise<Operation> {
    const { raProfile, authority } = handler.settings;
    const [{ item, firingId }] = items;
    const request = {
      action: 'renew' as const,
      certificate: item.id,
      raProfile: namedOr(raProfile),
      ...(namedOr(authority) === null ? {} : { authority: namedOr(authority) }),
      request: null,
      comment: `alert ${alert.name}`,
    };
    return deps.orders.begin(request, {
      ...{ requester: run.actor, origin: 'trigger', key, body: request },
      cause: { firingId, depth: 0 },
    });
  }

  async function ended(operation: Operation, deadline: number, signal: AbortSignal): Promise<Operation> {
    let seen = operation;
    while (!isFinal(seen.state) && performance.now() < deadline) {
      await sleep(deps.pollMs ?? 1_000, undefined, { signal });
      seen = (await deps.orders.find(operation.uuid)) ?? seen;
    }
    return seen;
  }

  async function told(operation: Operation): Promise<EffectOutcome> {
    const outcome = await deps.orders.told(operation);
    if (outcome.kind === 'failed') return failedEffect(outcome.error, outcome.message);
    const { variables } = outcome;
    if (outcome.kind === 'issued') return { kind: 'done', said: { variables } };
    return { kind: 'done', said: { variables }, message: `The renewal is under way (${operation.state}).` };
  }

  async function deployed({ handler, items }: Effect, issued: string, mayWrite: boolean): Promise<Partial<Deployed>> {
    return handler.settings['deploy'] === true ? deps.orders.deployed(items[0].item.id, issued, mayWrite) : {};
  }

  /** What follows the end of a renewal that has given a certificate. */
  async function followed(effect: Effect, outcome: EffectOutcome, deadline: number, signal: AbortSignal) {
    if (outcome.kind !== 'done') return outcome;
    const issued = outcome.said?.variables?.['newCertificateId'];
    if (typeof issued !== 'string') return outcome;
    const places = await deployed(effect, issued, true);
    const variables = { ...outcome.said?.variables, ...places };
    const wanted = effect.handler.settings['verifyEndpoint'];
    if (typeof wanted !== 'string' || wanted.trim() === '') return { ...outcome, said: { variables } };
    const fault = await verified(effect, { wanted, issued, variables }, deadline, signal);
    const said = { variables: { ...variables, endpointVerified: fault === undefined } };
    return fault === undefined ? { ...outcome, said } : { ...failedEffect(fault.error, fault.message), said };
  }

  async function verified(
    effect: Effect,
    { wanted, issued, variables }: { wanted: string; issued: string; variables: Readonly<Record<string, unknown>> },
    deadline: number,
    signal: AbortSignal,
  ): Promise<{ readonly error: string; readonly message: string } | undefined> {
    const [first] = effect.items;
    const at = { ...first, variables: { ...first.variables, ...variables } };
    const { text } = fillText(wanted, effect, at, 'line');
    return deps.orders.verified(text, issued, deadline - performance.now(), signal);
  }

  return {
    type: 'renewal',
    isRepeatable: true,
    lanes: 10,

    preview: (effect) => previewOf(effect),

    async recall(effect) {
      // The operation of the same key is joined; it has come to its end.
      const outcome = await told(await begin(effect, effect.key));
      if (outcome.kind !== 'done') return {};
      const issued = outcome.said?.variables?.['newCertificateId'];
      const places = typeof issued === 'string' ? await deployed(effect, issued, false) : {};
      return { ...outcome.said, variables: { ...outcome.said?.variables, ...places } };
    },

    async carryOut(effect, signal) {
      try {
        const deadline = performance.now() + (effect.handler.timeoutSeconds ?? defaultWaitSeconds) * 1_000;
        const outcome = await told(await ended(await begin(effect, doingKey(effect)), deadline, signal));
        return await followed(effect, outcome, deadline, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!isCertloomError(error)) throw error;
        return failedEffect(error.code, error.detail, error.code === 'engine_unavailable');
      }
    },
  };
}

function namedOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function previewOf(effect: Effect): Readonly<Record<string, unknown>> {
  const { handler, items } = effect;
  const { raProfile = 'as before', authority = 'as before', deploy = false, verifyEndpoint } = handler.settings;
  return {
    ...{ certificate: items[0].item.id, raProfile, authority, deploy },
    ...(typeof verifyEndpoint === 'string'
      ? { verifyEndpoint: fillText(verifyEndpoint, effect, items[0], 'line').text }
      : {}),
  };
}
