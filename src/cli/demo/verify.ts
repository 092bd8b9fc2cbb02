import type { ApiClient, Json } from './api-client';
import { checkAnswer } from './check-answer';
import { checkCertificate } from './check-certificate';
import { checkFiring, firingOf } from './check-firing';
import { checkEventLog, checkMails, demoMails } from './check-notifications';
import type { Expected } from './expected-outcomes';
import type { MailCatcher } from './mail-catcher';
import type { Result } from './perform';
import type { DemoIds } from './rules';

export interface VerifyDeps {
  readonly client: ApiClient;
  readonly ids: DemoIds;
  /** Uuid of the user whose key uploads. */
  readonly uploader: string;
  /** Undefined when mail goes where somebody else configured: then nobody can say what arrived. */
  readonly catcher: MailCatcher | undefined;
  /** Notifications are waited for up to this moment, milliseconds since 1970. */
  readonly until: number;
}

/** One certificate of one request, looked at from all sides. */
export interface Checked {
  readonly result: Result;
  readonly expected: Expected;
  /** Sentences, each about one thing that is not as it must be. */
  readonly deviations: readonly string[];
  readonly firing: Json | undefined;
  readonly mails: number;
  readonly logEntries: number;
}

/** Compares what became of a certificate with what must become of it: answer, history, inventory, mail, event log. */
export async function check(deps: VerifyDeps, result: Result, expected: Expected): Promise<Checked> {
  const { client, ids, uploader, catcher } = deps;
  const actual = expected.kind === 'replay' ? expected.of : expected;
  const expectation = actual.kind === 'fires' ? actual.expectation : undefined;
  const wanted = expectation?.outcome ?? 'duplicate';
  const deviations = checkAnswer(result, wanted);
  const unfired = { result, expected, firing: undefined, mails: 0, logEntries: 0 };
  if (expectation === undefined || result.outcome !== wanted) return { ...unfired, deviations };

  const isCaught = catcher !== undefined;
  const firing = await firingOf(client, result, { untilDelivered: isCaught, until: deps.until });
  if (firing === undefined) return { ...unfired, deviations: [...deviations, 'has no firing in the event history'] };
  const firingId = String(firing['firingId']);
  const [stored, deliveries, entries] = await Promise.all([
    wanted === 'stored' ? checkCertificate(client, ids, uploader, result, expectation) : [],
    client.list(`/deliveries?firingId=${firingId}`),
    client.list(`/event-log?firingId=${firingId}`),
  ]);
  deviations.push(
    ...checkFiring(firing, result, expectation, { allDelivered: isCaught }),
    ...stored,
    ...checkMails(deliveries, expectation, catcher),
    ...checkEventLog(entries, expectation),
  );
  return { result, expected, deviations, firing, mails: demoMails(deliveries).length, logEntries: entries.length };
}
