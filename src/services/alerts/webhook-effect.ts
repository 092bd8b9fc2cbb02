import { resultOf } from '../../delivery/channels/http-result';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { fillTokens, lookupIn } from '../../domain/values/tokens';
import type { ConnectionClient, ConnectionRequest } from '../connections/client';
import { failedEffect, type Effect, type EffectOutcome, type EffectRunner } from './effect';
import { contextOf, curlyOf, fillText } from './texts';

export interface WebhookEffectDeps {
  readonly http: Pick<HttpSender, 'post'>;
  readonly connections: Pick<ConnectionClient, 'request'>;
}

/** What is sent, and where: to an address, or to the service of a connection. */
interface Sent {
  readonly target:
    | { readonly url: string }
    | { readonly connection: string; readonly method: ConnectionRequest['method']; readonly path: string };
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A request to a guarded address. `webhook-id` and `Idempotency-Key` follow from the row of the ledger. */
export function createWebhookEffect({ http, connections }: WebhookEffectDeps): EffectRunner {
  return {
    type: 'webhook',
    isRepeatable: false,
    lanes: 10,

    preview(effect) {
      const { target, headers, body } = requestOf(effect);
      return { method: 'POST', ...target, headers: Object.keys(headers), body };
    },

    async carryOut(effect, signal) {
      const { target, headers, body } = requestOf(effect);
      const all = { ...headers, 'webhook-id': effect.key, 'idempotency-key': effect.key };
      const bytes = Buffer.from(body, 'utf8');
      if ('url' in target) return outcomeOf(await http.post(target.url, all, bytes, signal), target.url);
      const outcome = await connections.request({
        ...{ ...target, context: effect.run.context, headers: all, body: bytes, signal },
        // What a redirect would make of it is nothing that the receiver has taken.
        ...{ redirects: 0, signAs: effect.key },
      });
      if (outcome.kind === 'failed') return failedEffect(outcome.error, outcome.detail, outcome.isTemporary);
      const { status, retryAfterMs, url } = outcome;
      return outcomeOf({ kind: 'answered', answer: { status, retryAfterMs } }, url);
    },
  };
}

function outcomeOf(outcome: HttpOutcome, url: string): EffectOutcome {
  const result = resultOf(outcome, 'The receiver', url);
  if (result.kind === 'delivered') return { kind: 'done' };
  return failedEffect(result.error, result.detail, result.kind === 'temporary');
}

function requestOf(effect: Effect): Sent {
  const { settings } = effect.handler;
  const [first] = effect.items;
  const given = Object.entries((settings['headers'] as Record<string, string> | undefined) ?? {});
  const filled = given.map(([name, text]) => [name.toLowerCase(), fillText(text, effect, first, 'line').text]);
  const own = Object.fromEntries(filled) as Record<string, string>;
  const headers = { 'content-type': 'application/json; charset=utf-8', ...own };
  return { target: targetOf(effect), headers, body: bodyOf(effect, headers['content-type']) };
}

function targetOf(effect: Effect): Sent['target'] {
  const { url, connection, method = 'POST', path } = effect.handler.settings;
  if (typeof connection !== 'string') return { url: typeof url === 'string' ? url : '' };
  const filled = typeof path === 'string' ? fillText(path, effect, effect.items[0], 'url').text : '';
  return { connection, method: method as ConnectionRequest['method'], path: filled };
}

/** `application/json`, `application/cloudevents+json`, with or without parameters (RFC 6839, section 3.1). */
const jsonType = /^[^;]*[/+]json[ \t]*(?:;|$)/i;

/** The body of the handler, a text or JSON, with its tokens filled; without one the whole context. */
function bodyOf(effect: Effect, contentType: string): string {
  const own = effect.handler.settings['body'];
  const [first] = effect.items;
  if (typeof own === 'string') return fillText(own, effect, first, jsonType.test(contentType) ? 'json' : 'text').text;
  const context = contextOf(effect);
  if (own === undefined || own === null) return JSON.stringify(context);
  const lookup = lookupIn({ ...context, ...first.variables });
  return JSON.stringify(fillTokens(own, lookup, 'empty', curlyOf(effect, first, 'text')).value);
}
