/**
 * As much of PromQL as our alerting rules use, over what was really scraped: a rule that uses more is refused. A rise
 * is counted as Prometheus counts it, between samples of one series: what a series begins with is no rise. Not
 * extrapolated, so that a value may be smaller than in Prometheus, and never appears where there is none.
 */
type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

export interface Scrape {
  /** Milliseconds. */
  readonly at: number;
  readonly samples: readonly Sample[];
}

export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

type Value = number | readonly Element[];

/** Samples of a scraped text, as from a target of this instance. */
export function samplesOf(exposition: string, instance = 'certloom:8080'): Sample[] {
  return exposition
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (parts === null) throw new Error(`no sample: ${line}`);
      const [, name = '', labels = '', value = ''] = parts;
      return { name, labels: { instance, job: 'certloom', ...labelsOf(labels) }, value: numberOf(value) };
    });
}

function labelsOf(text: string): Labels {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, name, value = '']) => [
      name,
      value.replace(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign)),
    ]),
  );
}

function numberOf(text: string): number {
  if (/^\+?Inf$/.test(text)) return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}

/** What an expression gives after these scrapes, the earliest first; the last one is now. An alert fires for each element. */
export function evaluate(expression: string, scrapes: readonly Scrape[], now = scrapes.at(-1)?.at ?? 0): Element[] {
  const parser = new Parser(tokensOf(expression), scrapes, now);
  const value = parser.comparison();
  parser.end();
  return typeof value === 'number' ? [{ labels: {}, value }] : [...value];
}

const tokenPattern =
  /\s*(?:(\d+(?:\.\d+)?(?![\w.]))|(\[\d+[smhd]\])|("(?:[^"\\]|\\.)*")|([a-zA-Z_:][\w:]*)|(>=|<=|==|!=|=~|!~|[-+*/><=(){},]))/y;

function tokensOf(expression: string): string[] {
  const text = expression.trim();
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const at = tokenPattern.lastIndex;
    const found = tokenPattern.exec(text);
    if (found === null) throw new Error(`not understood: ${text.slice(at)}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const aggregations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

class Parser {
  private next = 0;
  constructor(
    private readonly tokens: readonly string[],
    private readonly scrapes: readonly Scrape[],
    private readonly now: number,
  ) {}

  comparison(): Value {
    const left = this.sum();
    const compare = comparisons[this.peek()];
    if (compare === undefined) return left;
    this.take();
    return combine(left, this.sum(), (a, b) => (compare(a, b) ? a : undefined));
  }

  end(): void {
    if (this.next < this.tokens.length) throw new Error(`not understood: ${this.tokens.slice(this.next).join(' ')}`);
  }

  private sum(): Value {
    return this.chain(['+', '-'], () => this.chain(['*', '/'], () => this.term()));
  }

  private chain(signs: readonly string[], part: () => Value): Value {
    let left = part();
    while (signs.includes(this.peek())) {
      const operation = operations[this.take()]!;
      left = combine(left, part(), operation);
    }
    return left;
  }

  private term(): Value {
    const token = this.take();
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') return this.closing(this.comparison());
    if (!/^[a-zA-Z_:]/.test(token)) throw new Error(`not understood: ${token}`);
    if (aggregations[token] !== undefined && ['(', 'by'].includes(this.peek())) return this.aggregation(token);
    if (this.peek() === '(') return this.call(token);
    return this.selected(token, 0).map(({ labels, values }) => ({ labels, value: values.at(-1)! }));
  }

  private aggregation(name: string): Value {
    const by = this.peek() === 'by' ? (this.take(), this.names()) : [];
    this.expect('(');
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels, value } of vector(this.closing(this.comparison()))) {
      const kept = Object.fromEntries(
        by.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])),
      );
      const key = keyOf(kept);
      const group = groups.get(key) ?? { labels: kept, values: [] };
      group.values.push(value);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ labels, values }) => ({ labels, value: aggregations[name]!(values) }));
  }

  private names(): string[] {
    this.expect('(');
    const names: string[] = [];
    for (let token = this.take(); token !== ')'; token = this.take()) if (token !== ',') names.push(token);
    return names;
  }

  private call(name: string): Value {
    this.expect('(');
    switch (name) {
      case 'time':
        return this.closing(this.now / 1_000);
      case 'absent':
        return this.closing(vector(this.comparison()).length === 0 ? [{ labels: {}, value: 1 }] : []);
      case 'increase':
      case 'rate':
        return this.closing(this.rise(name === 'rate'));
      case 'histogram_quantile': {
        const quantile = this.sum();
        this.expect(',');
        return this.closing(quantiles(quantile as number, vector(this.comparison())));
      }
      default:
        throw new Error(`not understood: ${name}()`);
    }
  }

  private rise(isRate: boolean): Element[] {
    const metric = this.take();
    const { matchers, rangeMs } = { matchers: this.matchers(), rangeMs: this.range() };
    return this.series(metric, matchers, rangeMs)
      .filter(({ values }) => values.length > 1)
      .map(({ labels, values }) => {
        // A value below the one before is that of a process that has started anew.
        const risen = values.reduce((total, value, index) => {
          const before = values[index - 1];
          return before === undefined ? total : total + (value < before ? value : value - before);
        }, 0);
        return { labels, value: isRate ? risen / (rangeMs / 1_000) : risen };
      });
  }

  private range(): number {
    const [, amount, unit] = /^\[(\d+)([smhd])\]$/.exec(this.take()) ?? [];
    if (amount === undefined || unit === undefined) throw new Error('a range is needed');
    return Number(amount) * unitMs[unit]!;
  }

  private selected(metric: string, rangeMs: number) {
    return this.series(metric, this.matchers(), rangeMs);
  }

  private matchers(): ((labels: Labels) => boolean)[] {
    if (this.peek() !== '{') return [];
    this.take();
    const found: ((labels: Labels) => boolean)[] = [];
    while (this.peek() !== '}') {
      const [label, sign, text] = [this.take(), this.take(), JSON.parse(this.take()) as string];
      const pattern = new RegExp(`^(?:${text})$`);
      const matches = (value: string) => (sign.includes('~') ? pattern.test(value) : value === text);
      found.push((labels) => matches(labels[label] ?? '') !== sign.startsWith('!'));
      if (this.peek() === ',') this.take();
    }
    this.take();
    return found;
  }

  /** Series with their values; without a range that of the last scrape alone: what it lacks is stale. */
  private series(metric: string, matchers: readonly ((labels: Labels) => boolean)[], rangeMs: number) {
    const scrapes =
      rangeMs === 0
        ? this.scrapes.slice(-1)
        : this.scrapes.filter(({ at }) => at > this.now - rangeMs && at <= this.now);
    const found = new Map<string, { labels: Labels; values: number[] }>();
    for (const { name, labels, value } of scrapes.flatMap(({ samples }) => samples)) {
      if (name !== metric || !matchers.every((matches) => matches(labels))) continue;
      const key = keyOf(labels);
      const series = found.get(key) ?? { labels, values: [] };
      series.values.push(value);
      found.set(key, series);
    }
    return [...found.values()];
  }

  private peek(): string {
    return this.tokens[this.next] ?? '';
  }

  private take(): string {
    const token = this.tokens[this.next];
    if (token === undefined) throw new Error('the expression ends too early');
    this.next += 1;
    return token;
  }

  private expect(token: string): void {
    const found = this.take();
    if (found !== token) throw new Error(`${token} is expected, not ${found}`);
  }

  private closing<T>(value: T): T {
    this.expect(')');
    return value;
  }
}

function vector(value: Value): readonly Element[] {
  if (typeof value === 'number') throw new Error('a vector is needed');
  return value;
}

/** One to one, by all labels; a number goes with each element. */
function combine(left: Value, right: Value, of: (a: number, b: number) => number | undefined): Value {
  const kept = (labels: Labels, value: number | undefined) => (value === undefined ? [] : [{ labels, value }]);
  if (typeof left === 'number' && typeof right === 'number') return of(left, right) ?? [];
  if (typeof right === 'number') return vector(left).flatMap(({ labels, value }) => kept(labels, of(value, right)));
  if (typeof left === 'number') return right.flatMap(({ labels, value }) => kept(labels, of(left, value)));
  const others = new Map(right.map(({ labels, value }) => [keyOf(labels), value]));
  return left.flatMap(({ labels, value }) => {
    const other = others.get(keyOf(labels));
    return other === undefined ? [] : kept(labels, of(value, other));
  });
}

/** Of buckets with their upper end in `le`, by the other labels; between the ends of a bucket in proportion. */
function quantiles(quantile: number, buckets: readonly Element[]): Element[] {
  const groups = new Map<string, { labels: Labels; buckets: { end: number; count: number }[] }>();
  for (const { labels, value } of buckets) {
    const { le = '', ...rest } = labels;
    const group = groups.get(keyOf(rest)) ?? { labels: rest, buckets: [] };
    group.buckets.push({ end: numberOf(le), count: value });
    groups.set(keyOf(rest), group);
  }
  return [...groups.values()].map(({ labels, buckets: found }) => {
    const sorted = found.sort((a, b) => a.end - b.end);
    const total = sorted.at(-1)?.count ?? 0;
    if (total === 0) return { labels, value: NaN };
    const wanted = quantile * total;
    const index = sorted.findIndex(({ count }) => count >= wanted);
    const [low, high] = [sorted[index - 1] ?? { end: 0, count: 0 }, sorted[index]!];
    if (high.end === Infinity) return { labels, value: low.end };
    const value = low.end + ((high.end - low.end) * (wanted - low.count)) / (high.count - low.count);
    return { labels, value };
  });
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
