import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

async function exposition(): Promise<string> {
  const response = await fetch(`${product().api.url}/metrics`, {
    headers: { Authorization: `Bearer ${product().adminKey}` },
  });
  expect(response.status).toBe(200);
  return response.text();
}

const document = (name: string) => readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring', name), 'utf8');
const metricName = /\b(?:certloom|http|nodejs|process)_[a-z0-9_]+\b/g;

/** Names in an expression, histogram parts as the histogram. */
const metricsIn = (expression: string) =>
  (expression.match(metricName) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, ''));

describe('ready-made rules and dashboard', () => {
  it('name metrics that the product exposes', async () => {
    const exposed = new Set([...(await exposition()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const rules = parse(document('alert-rules.yaml')) as {
      groups: { name: string; rules: { alert: string; expr: string; labels: { severity: string } }[] }[];
    };
    const dashboard = JSON.parse(document('grafana-dashboard.json')) as {
      panels: { id: number; targets: { expr: string }[] }[];
      templating: { list: { definition?: string }[] };
    };
    const expressions = [
      ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
    ];
    for (const expression of expressions) {
      const named = metricsIn(expression);
      expect({ expression, named: named.length > 0 }).toEqual({ expression, named: true });
      expect({ expression, missing: named.filter((name) => !exposed.has(name)) }).toEqual({ expression, missing: [] });
    }
    const alerts = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert));
    expect(new Set(alerts).size).toBe(alerts.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('metrics of expiring certificates', () => {
  it('tell ends, counts, the scan, deliveries and workers', async () => {
    const mailless = await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] });
    await scene.watchFor({ actions: [await scene.tells([mailless])] });
    const profile = await scene.raProfile({ name: 'Public "TLS"' });
    const first = clock.in(5 * dayMs);
    await scene.stored(first, { patch: { raProfile: profile.uuid } });
    await scene.stored(clock.in(25 * dayMs), { patch: { raProfile: profile.uuid } });
    await scene.stored(clock.in(80 * dayMs));
    await scene.scan();
    clock.advance(90_000);
    // A process of its own: the first reading of the other one is kept for some seconds.
    await product.restart();
    const text = await exposition();
    const value = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length + 1),
      );
    const ends = 'certloom_certificates_not_after_timestamp_seconds';
    expect(value(`${ends}{ra_profile="Public \\"TLS\\""}`)).toBe(Math.floor(first.getTime() / 1000));
    expect(value(`${ends}{ra_profile="none"}`)).toBeGreaterThan(first.getTime() / 1000);
    expect(
      ['7d', '14d', '30d', '90d'].map((days) => value(`certloom_certificates_expiring{within="${days}"}`)),
    ).toEqual([1, 1, 2, 3]);
    expect(value('certloom_expiration_scan_age_seconds')).toBe(90);
    expect(value('certloom_expiration_scan_duration_seconds')).toBe(0);
    expect(value('certloom_expiration_scan_certificates{result="due"}')).toBe(2);
    expect(value('certloom_expiration_scan_last_failure_timestamp_seconds')).toBe(0);
    expect(value('certloom_expiration_scan_alarm{code="scan_failed"}')).toBe(0);
    expect(value('certloom_task_queue_pollers{queue="scan"}')).toBeGreaterThanOrEqual(1);
    // No label tells of a certificate or of a person.
    expect(text).not.toMatch(/serial|fingerprint|subject/i);
  });

  it('count attempts and scans where they are made', async () => {
    const profile = await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] });
    await scene.watchFor({ actions: [await scene.tells([profile])] });
    await scene.stored(clock.in(9 * dayMs));
    await scene.scan();
    const text = await exposition();
    expect(text).toMatch(/^certloom_deliveries_total\{channel="eventLog",outcome="delivered"\} [1-9]/m);
    expect(text).toMatch(/^certloom_expiration_scans_total\{result="finished"\} 1$/m);
  });
});
