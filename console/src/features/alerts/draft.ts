import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import { versionQuery, type Alert, type AlertKind } from './queries';
import { queryClient } from '../../shared/query-client';
import { kindTraits } from './words';

export type AlertRequest = Schema<'AlertRequest'>;

/** An alert as it is edited: what is saved, and whether what is due already is to be reported. */
export type AlertDraft = AlertRequest & Record<string, unknown>;

export const firstDraft: AlertDraft = {
  ...{ name: '', kind: 'expiration', enabled: true, description: '', thresholds: [30, 14, 7] },
  ...{ schedule: { daily: { time: '06:00' } }, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
  recipients: ['{owner:mail}'],
  ...{ subject: '{cn} ends in {daysleft} days', message: '<p>{cn} of {issuerDN} ends at {certnotafter} UTC.</p>' },
  ...{ mode: 'handlers', semantics: 'native', handlers: [{ type: 'email', name: 'mail', settings: {} }] },
};

const firstTexts: Readonly<Record<AlertKind, readonly [string, string]>> = {
  expiration: [firstDraft.subject!, firstDraft.message!],
  pending: ['{rcn} waits for a decision', '<p>{requester} asked for {rcn}: <a href="{apprlink}">decide</a></p>'],
  issued: ['{cn} is issued', '<p>{cn} for {requester}: <a href="{dnldlink}">take it</a></p>'],
  denied: ['{rcn} is denied', '<p>{rcn} for {requester} is denied: {cmnt}</p>'],
  key_rotation: ['Replace the key {comment}', '<p>{keytype}, {keylength} bits, opens {serverlogons}</p>'],
  revocation_monitoring: ['{endpointtype} {url}: {state}', '<p>{url}: {state}. {detail}</p>'],
};

/** Another kind before anything was saved: its own members go, texts with tokens of another kind are those of this one. */
export function withKind(draft: AlertDraft, kind: AlertKind): AlertDraft {
  const others = new Set(Object.values(kindTraits).flatMap(({ members }) => members));
  const kept = Object.fromEntries(Object.entries(draft).filter(([name]) => !others.has(name))) as AlertDraft;
  const [subject, message] = firstTexts[kind];
  const isFirst = firstTexts[draft.kind][0] === draft.subject;
  const recipients = kind === 'revocation_monitoring' || kind === 'pending' ? [] : draft.recipients;
  const { needsSchedule } = kindTraits[kind];
  return {
    ...kept,
    kind,
    ...(recipients === undefined ? {} : { recipients }),
    ...(isFirst ? { subject, message } : {}),
    ...(kind === 'expiration' || kind === 'key_rotation' ? { thresholds: [30, 14, 7] } : {}),
    ...(needsSchedule && draft.schedule === undefined ? { schedule: { daily: { time: '06:00' } } } : {}),
    ...(kind === 'revocation_monitoring' ? { endpoint: { type: 'crl', url: '' } } : {}),
  };
}

/** What of an alert, as it was read, is saved. */
export function draftOf(alert: Alert): AlertDraft {
  const { uuid: _u, version: _v, createdAt: _c, changedAt: _h, nextRuns: _n, warnings: _w, ...fields } = alert;
  return fields as AlertDraft;
}

/** The alert as it is; with a version its fields of then, to be saved over it. */
export async function loadDraft(
  uuid: string,
  version: number | undefined,
  signal: AbortSignal,
): Promise<Loaded<AlertDraft>> {
  const { data, response } = await api.GET('/api/v1/alerts/{uuid}', { params: { path: { uuid } }, signal });
  const then = version === undefined ? data! : await queryClient.fetchQuery(versionQuery(uuid, version));
  return { value: draftOf(then), etag: response.headers.get('ETag') };
}

export async function saveDraft(uuid: string | undefined, body: AlertDraft, etag: string | null): Promise<Alert> {
  if (uuid === undefined) return dataOf(api.POST('/api/v1/alerts', { body }));
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '' } };
  return dataOf(api.PUT('/api/v1/alerts/{uuid}', { params, body }));
}

export interface PreviewOptions {
  readonly uuid?: string;
  readonly itemId?: string;
  readonly page?: number;
}

/** What the draft would do; checked as saving does. */
export const previewDraft = (body: AlertDraft, query: PreviewOptions) =>
  dataOf(api.POST('/api/v1/alerts/preview', { params: { query }, body }));

/** As it is sent: handlers whose form was left alone have empty settings. */
export function toSave(draft: AlertDraft): AlertDraft {
  const handlers = (draft.handlers ?? []).map((handler) => ({ ...handler, settings: handler.settings ?? {} }));
  return { ...draft, handlers: handlers as NonNullable<AlertDraft['handlers']> };
}
