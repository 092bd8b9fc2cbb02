import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Base units, `_seconds` and `_total`; labels never hold a serial number, a fingerprint or a name of a user. */
export interface Metrics {
  readonly registry: Registry;
  /** One finished request. `route` is the template, never the path that was sent. */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /**
   * `certloom_<name>`; the same name gives the same metric. `name` of a counter ends in `_total`.
   * @param known label values that are there from the start, at 0: no rise is seen of a series that begins with 1
   */
  counter(
    name: string,
    help: string,
    labels?: readonly string[],
    known?: readonly Readonly<Record<string, string>>[],
  ): Counter;
  /** `collect` sets the values at each reading. */
  gauge(name: string, help: string, labels?: readonly string[], collect?: () => Promise<void>): Gauge;
  /** With `known` as above. */
  histogram(
    name: string,
    help: string,
    labels?: readonly string[],
    known?: readonly Readonly<Record<string, string>>[],
  ): Histogram;
}

const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A registry of its own for each application, so that two in one process (tests) do not meet. */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  const made = new Map<string, Counter | Gauge | Histogram>();

  function once<M extends Counter | Gauge | Histogram>(name: string, make: (full: string) => M): M {
    const full = `certloom_${name}`;
    const known = made.get(full) as M | undefined;
    if (known !== undefined) return known;
    const metric = make(full);
    made.set(full, metric);
    return metric;
  }

  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers: [registry],
  });

  const failed = new Counter({
    name: 'certloom_request_failures_total',
    help: 'Requests that were answered with a status of 500 or more.',
    registers: [registry],
  });

  return {
    registry,
    observeRequest(method, route, status, seconds) {
      requests.observe({ method, route, status }, seconds);
      if (status >= 500) failed.inc();
    },
    counter: (name, help, labels = [], known = []) =>
      once(name, (full) => {
        const counter = new Counter({ name: full, help, labelNames: [...labels], registers: [registry] });
        for (const values of known) counter.inc(values, 0);
        return counter;
      }),
    gauge: (name, help, labels = [], collect) =>
      once(
        name,
        (full) =>
          new Gauge({
            name: full,
            help,
            labelNames: [...labels],
            registers: [registry],
            ...(collect === undefined ? {} : { collect }),
          }),
      ),
    histogram: (name, help, labels = [], known = []) =>
      once(name, (full) => {
        const buckets = durationBuckets;
        const histogram = new Histogram({ name: full, help, labelNames: [...labels], buckets, registers: [registry] });
        for (const values of known) histogram.zero(values);
        return histogram;
      }),
  };
}
