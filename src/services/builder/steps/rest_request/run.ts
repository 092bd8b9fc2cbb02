import { escapeFor } from '../../../../domain/alerts/fill-tokens';
import { oneLine } from '../../../../domain/alerts/fill-tokens';
import type { ConnectionAuth } from '../../../../domain/connections/connection';
import { isPlainObject } from '../../../../domain/values/json';
import { fillTokens, lookupIn, writtenOut } from '../../../../domain/values/tokens';
import type { ConnectionClient, ConnectionOutcome, ConnectionRequest, OwnTarget } from '../../../connections/client';
import { failedStep } from '../outcomes';
import type { StepOutcome, StepRunner, StepWork } from '../step-runner';

export interface RestRequestDeps {
  readonly connections: Pick<ConnectionClient, 'request'>;
}

type Answered = Extract<ConnectionOutcome, { readonly kind: 'answered' }>;

/** Calls a service: a named connection, or an address with its own authentication. */
export function createRestRequestRunner({ connections }: RestRequestDeps): StepRunner {
  return {
    code: 'rest_request',

    preview(work) {
      const { connection, method, path, headers, body } = requestOf(work);
      const target = typeof connection === 'string' ? { connection, path } : { url: connection.url };
      return { method, ...target, headers: Object.keys(headers), body: body?.toString('utf8') ?? null };
    },

    async run(work, signal) {
      const outcome = await connections.request({
        ...requestOf(work),
        ...{ context: work.instance.context, signal },
      });
      if (outcome.kind === 'failed') return failedStep(outcome.error, outcome.detail, outcome.isTemporary);
      if (!isAccepted(outcome.status, work.step.settings['acceptStatus'])) {
        const isTemporary = outcome.status >= 500 || [408, 425, 429].includes(outcome.status);
        const host = new URL(outcome.url).host;
        return failedStep('http_status', `${host} answered with status ${outcome.status}.`, isTemporary);
      }
      return doneWith(outcome, work);
    },
  };
}

/** The answer as variables: parsed, or the text of its body as imported definitions expect it. */
function doneWith({ status, headers, body }: Answered, { step, content }: StepWork): StepOutcome {
  const name = step.settings['resultVariable'];
  const outputs = { status };
  if (typeof name !== 'string' || name === '') return { kind: 'done', outputs };
  const value = content.restResultAs === 'text' ? writtenOut(body) : { status, headers: { ...headers }, body };
  return { kind: 'done', outputs, variables: { [name]: value } };
}

/** Its own settings, not the filled ones: what a token stands for is written for the place that it stands in. */
function requestOf(work: StepWork) {
  const { settings } = work.step;
  const { connection, url, auth, path, method = 'GET', contentType = 'application/json', body } = settings;
  const own: OwnTarget = {
    url: textOf(url, work, 'url'),
    auth: (auth ?? { type: 'none' }) as ConnectionAuth,
    secretRef: (auth as { secretRef?: string | null } | undefined)?.secretRef ?? null,
  };
  const given = Object.entries((settings['headers'] as Record<string, string> | undefined) ?? {});
  const headers = Object.fromEntries(
    given.map(([header, text]) => [header.toLowerCase(), oneLine(textOf(text, work, 'text'))]),
  );
  const sent = bodyOf(body, work, String(contentType));
  return {
    connection: typeof connection === 'string' ? connection : own,
    path: textOf(path ?? '', work, 'url'),
    method: method as ConnectionRequest['method'],
    headers: {
      ...(sent === undefined ? {} : { 'content-type': String(contentType) }),
      'idempotency-key': work.key,
      ...headers,
    },
    ...(sent === undefined ? {} : { body: Buffer.from(sent, 'utf8') }),
  };
}

function textOf(text: unknown, { values, content }: StepWork, mode: 'url' | 'text' | 'json'): string {
  const lookup = lookupIn(values);
  const shown = (name: string) => {
    const value = lookup(name);
    if (value === undefined) return undefined;
    return mode === 'text' ? writtenOut(value) : escapeFor(mode, writtenOut(value));
  };
  return writtenOut(fillTokens(text, shown, content.unresolvedTokens).value);
}

/** `application/json`, `application/problem+json`, with or without parameters (RFC 6839, section 3.1). */
const jsonType = /^[^;]*[/+]json[ \t]*(?:;|$)/i;

/** A text with values escaped for its type, or JSON whose values keep their types; undefined: none. */
function bodyOf(body: unknown, work: StepWork, contentType: string): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return textOf(body, work, jsonType.test(contentType) ? 'json' : 'text');
  if (!isPlainObject(body) && !Array.isArray(body)) return JSON.stringify(body);
  return JSON.stringify(fillTokens(body, lookupIn(work.values), work.content.unresolvedTokens).value);
}

/** A status by its number, or a class such as `2xx`, which is what counts where nothing is said. */
function isAccepted(status: number, accepted: unknown): boolean {
  const list = Array.isArray(accepted) && accepted.length > 0 ? (accepted as readonly unknown[]) : ['2xx'];
  return list.some((one) => one === status || one === `${Math.floor(status / 100)}xx`);
}
