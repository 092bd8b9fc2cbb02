import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, describe, type Json } from './api-client';
import { checkMails, demoMails } from './check-notifications';
import { type Ending, endings } from './expiring-rules';
import { createDemoAuthority } from './issue';
import type { CaughtMail, MailCatcher } from './mail-catcher';
import { DemoFault } from './product';
import { cut, textTable } from './text-table';

const pollMs = 300;
const limitMs = 90_000;

export interface UploadedEnding {
  readonly ending: Ending;
  readonly uuid: string;
  readonly pem: string;
  /** Of the event certificate_uploaded. */
  readonly firingId: string;
}

/** One certificate of the act, as the product sees it after a scan. */
export interface CheckedEnding {
  readonly ending: Ending;
  /** Of the row in `/expiring`. */
  readonly state: string;
  readonly mails: readonly Json[];
  readonly uploaded: UploadedEnding;
  /** Of the event certificate_expiring; undefined when the scan has not fired for it. */
  readonly firingId: string | undefined;
  /** Sentences, each about one thing that is not as it must be. */
  readonly deviations: readonly string[];
}

/**
 * Issues and uploads certificates of several lifetimes, lets the scan run, and waits until everybody who is to be told
 * has been told. Throws `DemoFault` when the API refuses something, or no scan comes to an end.
 * @param run a few letters or digits that no earlier run had
 */
export async function showExpiring(
  client: ApiClient,
  catcher: MailCatcher | undefined,
  run: string,
): Promise<readonly CheckedEnding[]> {
  const authority = createDemoAuthority();
  const uploaded: UploadedEnding[] = [];
  for (const ending of endings(new Date(), run)) {
    const pem = authority.issue(ending);
    const answer = await client.send('/certificates/upload', { method: 'POST', body: { certificate: pem } });
    if (answer.status !== 201) throw new DemoFault(`${ending.name} could not be uploaded: ${describe(answer)}`);
    const { uuid, firingId } = answer.body;
    uploaded.push({ ending, pem, uuid: String(uuid), firingId: String(firingId) });
  }
  await scanNow(client);
  const until = Date.now() + limitMs;
  const checked: CheckedEnding[] = [];
  for (const one of uploaded) checked.push(await checkEnding(client, catcher, one, until));
  return checked;
}

/** A scan that began after this call has ended; one that is under way may have passed the new certificates already. */
async function scanNow(client: ApiClient): Promise<void> {
  const until = Date.now() + limitMs;
  const wait = async () => {
    if (Date.now() > until) throw new DemoFault('no scan for expiring certificates came to an end');
    await sleep(pollMs);
  };
  const ask = async () => {
    const asked = await client.send('/expiration-scan/run', { method: 'POST' });
    if (asked.status !== 202) throw new DemoFault(`the scan could not be started: ${describe(asked)}`);
    return asked.body;
  };
  let asked = await ask();
  for (; asked['alreadyRunning'] === true; asked = await ask()) await wait();
  for (;;) {
    const { latestGood } = await client.get('/expiration-scan');
    const startedAt = (latestGood as Json | null)?.['startedAt'];
    if (typeof startedAt === 'string' && startedAt >= String(asked['requestedAt'])) return;
    await wait();
  }
}

async function checkEnding(
  client: ApiClient,
  catcher: MailCatcher | undefined,
  uploaded: UploadedEnding,
  until: number,
): Promise<CheckedEnding> {
  const { ending, uuid } = uploaded;
  for (;;) {
    const row = await client.get(`/expiring/${uuid}`);
    const state = String(row['state']);
    const firingId = typeof row['firingId'] === 'string' ? row['firingId'] : undefined;
    const deliveries = firingId === undefined ? [] : await client.list(`/deliveries?firingId=${firingId}`);
    const mails = demoMails(deliveries);
    const deviations = [
      ...(state === ending.state ? [] : [`is ${state} instead of ${ending.state}`]),
      ...checkMails(deliveries, ending, catcher),
    ];
    if (deviations.length === 0 || Date.now() > until) return { ending, state, mails, uploaded, firingId, deviations };
    await sleep(pollMs);
  }
}

/** One row for each certificate, then the subject of each mail. */
export function endingsTable(checked: readonly CheckedEnding[], catcher: MailCatcher | undefined): string {
  const caught = new Map<string, CaughtMail>((catcher?.mails() ?? []).map((mail) => [mail.deliveryId, mail]));
  const rows = checked.map(({ ending, state, mails, deviations }) => [
    ending.what,
    cut(ending.name, 34),
    state,
    mails.map((mail) => String((mail['recipient'] as Json)['value'])).join(', '),
    deviations.length === 0 ? 'yes' : 'NO',
  ]);
  const subjects = checked.flatMap(({ mails }) =>
    mails.flatMap(({ deliveryId }) => {
      const mail = caught.get(String(deliveryId));
      return mail === undefined ? [] : [`  ${cut(mail.subject, 90)}  ${mail.file}`];
    }),
  );
  const table = textTable(['lifetime', 'certificate', 'state', 'mail to', 'as expected'], rows);
  return subjects.length === 0 ? table : [table, '', 'What they were told:', ...subjects].join('\n');
}

/** Each thing that did not come out as expected; empty when all did. */
export function endingDeviations(checked: readonly CheckedEnding[]): string[] {
  return checked.flatMap(({ ending, deviations }) =>
    deviations.map((text) => `  ${ending.what}, ${ending.name}: ${text}`),
  );
}
