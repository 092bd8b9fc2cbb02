import type { Json } from './api-client';
import { quoted, sameSet } from './compare';
import type { MailCatcher } from './mail-catcher';
import { addresses, eventLogSource, type Expectation } from './rules';

/** The deliveries by mail that are the demo's; rules of others may send more. */
export function demoMails(deliveries: readonly Json[]): readonly Json[] {
  const known: readonly string[] = Object.values(addresses);
  return deliveries.filter((delivery) => delivery['channel'] === 'email' && known.includes(addressOf(delivery)));
}

/** Whom the ledger has mail for and, with a catcher, whether each of them arrived there under its delivery's id. */
export function checkMails(
  deliveries: readonly Json[],
  { mailTo }: Pick<Expectation, 'mailTo'>,
  catcher: MailCatcher | undefined,
): string[] {
  const mails = demoMails(deliveries);
  const recipients = mails.map(addressOf);
  if (!sameSet(recipients, mailTo)) return [`mail is for ${quoted(recipients)} instead of ${quoted(mailTo)}`];
  if (catcher === undefined) return [];
  const caught = new Map(catcher.mails().map((mail) => [mail.deliveryId, mail.to]));
  return mails.flatMap((delivery) => {
    const to = addressOf(delivery);
    if (delivery['status'] !== 'delivered') return [`the mail to ${to} is ${String(delivery['status'])}`];
    return caught.get(String(delivery['deliveryId']))?.includes(to) === true
      ? []
      : [`the mail to ${to} did not arrive`];
  });
}

export function checkEventLog(entries: readonly Json[], { inEventLog }: Pick<Expectation, 'inEventLog'>): string[] {
  const own = entries.filter(({ source }) => source === eventLogSource).length;
  const wanted = inEventLog ? 1 : 0;
  return own === wanted ? [] : [`has ${own} lines in the event log instead of ${wanted}`];
}

function addressOf({ recipient }: Json): string {
  return String((recipient as Json)['value']);
}
