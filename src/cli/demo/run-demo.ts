import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Config, type Environment, loadConfig } from '../../config/config';
import { type ApiClient, ApiFault, createApiClient } from './api-client';
import { showDiscovery } from './discovery';
import { checkEvent, type CheckedEvent, eventDeviations, eventTable, toldByEnding } from './event-table';
import { type Expected, expectedOutcomes } from './expected-outcomes';
import { type CheckedEnding, endingDeviations, endingsTable, showExpiring } from './expiring';
import { type Interruption, listenForInterruption } from './interruption';
import { storedAlready } from './inventory';
import { showLifecycle } from './lifecycle';
import type { LifecycleIds } from './lifecycle-rules';
import { type MailCatcher, startMailCatcher } from './mail-catcher';
import { demoCertificates } from './material';
import { performPhase, type Result, total } from './perform';
import { planUploads } from './plan';
import { DemoFault, joinRunning, reachable, type RunningProduct, type StartProduct } from './product';
import { adminKeyFile } from '../../config/kept-secrets';
import { deviationLines, outcomeTable, whereToLook } from './report';
import { setUp } from './setup';
import { check, type Checked, type VerifyDeps } from './verify';

export interface DemoOptions {
  /** End after the table; else stay up until Ctrl+C. */
  readonly once: boolean;
  readonly startProduct: StartProduct;
  readonly out: (text: string) => void;
  readonly environment?: Environment;
}

const certificateCount = 50;
const checksAtOnce = 5;
/** For the notifications of all uploads together. */
const effectsLimitMs = 60_000;
/** As a shell reports it: 128 + SIGINT. */
const interruptedExitCode = 130;

/**
 * The whole demo: starts the product with mail going to a catcher of its own, or joins the one that answers at the
 * configured port; sets up rules; uploads; checks; tells. Returns 0 only if every upload came out as expected.
 */
export async function demo({ once, startProduct, out, environment = process.env }: DemoOptions): Promise<number> {
  const say = (text: string) => out(`${text}\n`);
  const config = loadConfig(environment);
  let catcher: MailCatcher | undefined;
  let product: RunningProduct | undefined;
  let interruption: Interruption | undefined;
  try {
    product = await joinRunning(config);
    if (product === undefined) {
      catcher = await startMailCatcher(path.join(config.dataDir, 'demo-mail'));
      say('Starting Certloom …');
      product = await startProduct(demoEnvironment(environment, config, catcher.url), (line) => say(`  ${line}`));
      say(`Started at ${product.apiUrl}; mail is caught at ${catcher.url} and kept in ${catcher.folder}`);
    } else {
      say(`Joined the Certloom that runs at ${product.apiUrl}. Its rules get the demo's triggers added.`);
      say('Mail goes to the mail server it is configured for, so arrivals cannot be checked here.');
    }
    interruption = listenForInterruption();
    const shown = showAll(product, catcher, config, say);
    const ended = await Promise.race([shown, interruption.asked]);
    // What the demo was about to do fails once the product stops, and nobody waits for it any more.
    if (typeof ended === 'string') shown.catch(() => undefined);
    else if (!once && catcher !== undefined) await stayUp(interruption, say);
    return typeof ended === 'string' ? interruptedExitCode : ended;
  } catch (error) {
    if (!(error instanceof DemoFault) && !(error instanceof ApiFault)) throw error;
    say(`The demo ended: ${error.message}`);
    return 1;
  } finally {
    await product?.stop();
    await catcher?.close();
    interruption?.dispose();
  }
}

/**
 * Whatever mail server is configured, the demo's mail must not go out into the world. What the demo's CA publishes is
 * fetched from the product's own address.
 */
function demoEnvironment(
  environment: Environment,
  { outboundAllow, noProxy, host }: Config,
  smtpUrl: string,
): Environment {
  const { SMTP_URL: _configured, SMTP_URL_FILE: _file, ...rest } = environment;
  return {
    ...rest,
    SMTP_URL: smtpUrl,
    CERTLOOM_OUTBOUND_ALLOW: [...outboundAllow, reachable(host)].join(','),
    NO_PROXY: [...noProxy, reachable(host)].join(','),
    CERTLOOM_LOG_LEVEL: environment['CERTLOOM_LOG_LEVEL'] ?? 'warn',
  };
}

async function showAll(
  product: RunningProduct,
  catcher: MailCatcher | undefined,
  config: Config,
  say: (text: string) => void,
): Promise<number> {
  const client = createApiClient(product.apiUrl, product.adminKey);
  const { ids, lifecycle, made, reused, foreignTriggers } = await setUp(client);
  say(`Set up: ${made} objects made, ${reused} found from an earlier run.`);
  if (foreignTriggers > 0) say(`The platform has ${foreignTriggers} other triggers for uploads; they take part.`);

  const uploader = String((await client.get('/me'))['uuid']);
  const certificates = demoCertificates(certificateCount);
  const phases = planUploads(certificates);
  const inventory = await storedAlready(client, certificates);
  if (inventory.size > 0)
    say(`${inventory.size} of the ${certificateCount} certificates are stored already: duplicates are expected.`);
  const expected = expectedOutcomes(phases, inventory);

  const results: Result[] = [];
  for (const phase of phases) {
    const progress = (done: number) => say(`  ${phase.title}: ${done} of ${total(phase)}`);
    results.push(...(await performPhase(client, phase, milestones(progress))));
  }
  say('Waiting for notifications and checking everything …');
  const checked = await checkAll(
    { client, ids, uploader, catcher, until: Date.now() + effectsLimitMs },
    results,
    ({ upload, index }) => expected.get(upload)?.[index],
  );

  say(`\n${outcomeTable(checked, product)}\n`);
  say('Uploading certificates that end soon, and looking for them as the hourly scan does …');
  const run = randomBytes(3).toString('hex');
  const ending = await showExpiring(client, catcher, run);
  say(`\n${endingsTable(ending, catcher)}\n`);
  say('Issuing a certificate, having it revoked with the agreement of a second user, and discovering others …');
  const events = await showEvents(client, catcher, lifecycle, ending[0]!, run);
  say(`\n${eventTable(events, product.apiUrl, catcher)}\n`);
  say(`${whereToLook(product, catcher, keyHint(config))}\n`);
  const deviations = [...deviationLines(checked), ...endingDeviations(ending), ...eventDeviations(events)];
  if (deviations.length === 0)
    say(
      `All ${checked.length} uploads ended as expected, and so did ${ending.length} certificates near their end and all ${events.length} events.`,
    );
  else say([`${deviations.length} deviations:`, ...deviations].join('\n'));
  return deviations.length === 0 ? 0 : 1;
}

/** All nine events, each with its firing, mail and log entry. */
async function showEvents(
  client: ApiClient,
  catcher: MailCatcher | undefined,
  ids: LifecycleIds,
  ending: CheckedEnding,
  run: string,
): Promise<readonly CheckedEvent[]> {
  const told = [
    ...toldByEnding(ending),
    // Whether a product that somebody else started may call itself is theirs to say.
    ...(await showLifecycle(client, ids, run, catcher !== undefined)),
    ...(await showDiscovery(client, ids, ending.uploaded.pem, run)),
  ];
  const until = Date.now() + effectsLimitMs;
  const checked: CheckedEvent[] = [];
  for (const one of told) checked.push(await checkEvent(client, catcher, one, until));
  return checked;
}

/** Every fifth step and the last: enough to see that it goes on. */
function milestones(progress: (done: number) => void): (done: number, all: number) => void {
  return (done, all) => {
    if (done % 5 === 0 || done === all) progress(done);
  };
}

async function checkAll(
  deps: VerifyDeps,
  results: readonly Result[],
  expectedOf: (result: Result) => Expected | undefined,
): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  const waiting = [...results.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, result] = next;
      const expected = expectedOf(result);
      if (expected === undefined) throw new Error('an upload is not in the plan');
      checked[index] = await check(deps, result, expected);
    }
  };
  await Promise.all(Array.from({ length: checksAtOnce }, lane));
  return checked;
}

function keyHint({ adminKey, dataDir }: Config): string {
  return adminKey === undefined ? `$(cat '${path.join(dataDir, adminKeyFile)}')` : '$CERTLOOM_ADMIN_KEY';
}

async function stayUp({ asked }: Interruption, say: (text: string) => void): Promise<void> {
  say('Certloom stays up. Ctrl+C ends it.');
  await asked;
  say('Stopping …');
}
