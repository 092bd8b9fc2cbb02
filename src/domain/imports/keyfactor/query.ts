import type { Condition, Leaf, Operator } from '../../conditions/tree';
import { certificateStates, queryField, type QueryField } from './query-fields';
import { QueryFault, wordsOf, type QueryWord } from './query-words';

export interface QueryContext {
  readonly attribute: (name: string) => { readonly name: string; readonly contentType: string } | undefined;
  /** Who `%ME%` is. */
  readonly caller: string;
}

export interface TranslatedQuery {
  /** Null: every certificate. */
  readonly query: Condition | null;
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

const ordering = ['-lt', '-le', '-gt', '-ge'];
const textOperators: Readonly<Record<string, Operator>> = {
  ...{ '-eq': 'EQUALS', '-ne': 'NOT_EQUALS', '-contains': 'CONTAINS', '-notcontains': 'NOT_CONTAINS' },
  ...{ '-startswith': 'STARTS_WITH', '-endswith': 'ENDS_WITH' },
};
const orderOperators: Readonly<Record<string, Operator>> = {
  ...{ '-eq': 'EQUALS', '-ne': 'NOT_EQUALS', '-lt': 'LESSER', '-le': 'LESSER_OR_EQUAL' },
  ...{ '-gt': 'GREATER', '-ge': 'GREATER_OR_EQUAL' },
};
const operators = [...Object.keys(textOperators), ...ordering];
/** Longer than anything lasts that a certificate tells of. */
const ever = 'P100Y';

/**
 * A collection query, `Field -op value` joined by AND, OR and brackets, as a condition that selects the same
 * certificates. Throws `QueryFault`.
 */
export function translateQuery(text: string, { attribute, caller }: QueryContext): TranslatedQuery {
  const words = wordsOf(text);
  const notes = new Map<string, string>();
  let next = 0;
  if (words.length === 0) return { query: null, notes: [] };
  const query = anyOf();
  const rest = words[next];
  if (rest !== undefined) throw new QueryFault(rest.at, rest.text, 'AND, OR or the end is expected');
  return { query, notes: [...notes].map(([code, message]) => ({ code, message })) };

  function take(kinds: readonly QueryWord['kind'][], expected: string): QueryWord {
    const word = words[next];
    if (word === undefined) throw new QueryFault(text.length + 1, '', `${expected} is expected`);
    if (!kinds.includes(word.kind)) throw new QueryFault(word.at, word.text, `${expected} is expected`);
    next += 1;
    return word;
  }

  function listOf(joint: 'and' | 'or', one: () => Condition): readonly [Condition, ...Condition[]] {
    const list: [Condition, ...Condition[]] = [one()];
    while (words[next]?.kind === joint) {
      next += 1;
      list.push(one());
    }
    return list;
  }

  function anyOf(): Condition {
    const list = listOf('or', allOf);
    return list.length === 1 ? list[0] : { any: list };
  }

  function allOf(): Condition {
    const list = listOf('and', term);
    return list.length === 1 ? list[0] : { all: list };
  }

  function term(): Condition {
    if (words[next]?.kind === 'open') {
      next += 1;
      const inner = anyOf();
      take(['close'], 'a closing bracket');
      return inner;
    }
    const name = take(['word', 'text'], 'a field');
    const field = queryField(name.text, attribute);
    if (field === undefined) {
      throw new QueryFault(name.at, name.text, 'there is neither a field nor a custom attribute of this name');
    }
    const operator = take(['operator'], `an operator such as ${operators.slice(0, 3).join(', ')}`);
    const value = take(['word', 'text', 'and', 'or'], 'a value');
    return comparison(field, operator, value);
  }

  function comparison(field: QueryField, operator: QueryWord, value: QueryWord): Condition {
    const name = operator.text.toLowerCase();
    const unfit = () => new QueryFault(operator.at, operator.text, `${field.field} cannot be compared in this way`);
    if (!operators.includes(name)) {
      throw new QueryFault(operator.at, operator.text, `operators are ${operators.join(' ')}`);
    }
    if (value.kind === 'word' && value.text.toUpperCase() === 'NULL') {
      if (name !== '-eq' && name !== '-ne') throw unfit();
      return leaf(field, name === '-eq' ? 'EMPTY' : 'NOT_EMPTY');
    }
    if (field.type === 'date' || field.type === 'day') return ofDate(field, name, operator, value);
    const given = value.text.replace(/%ME%/gi, () => {
      notes.set('me_fixed', `%ME% is ${caller} from now on, whoever looks`);
      return caller;
    });
    switch (field.type) {
      case 'number': {
        const number = Number(given);
        const code = orderOperators[name];
        if (code === undefined) throw unfit();
        if (given.trim() === '' || !Number.isFinite(number))
          throw new QueryFault(value.at, given, 'a number is expected');
        return leaf(field, code, number);
      }
      case 'boolean': {
        const word = given.toLowerCase();
        if (name !== '-eq' && name !== '-ne') throw unfit();
        if (!['true', 'false', '1', '0'].includes(word))
          throw new QueryFault(value.at, given, 'true or false is expected');
        return leaf(field, name === '-eq' ? 'EQUALS' : 'NOT_EQUALS', word === 'true' || word === '1');
      }
      case 'state': {
        const state = certificateStates[given.toLowerCase()];
        if (name !== '-eq' && name !== '-ne') throw unfit();
        if (state === undefined) throw new QueryFault(value.at, given, 'certificates here have no such state');
        return leaf(field, name === '-eq' ? 'EQUALS' : 'NOT_EQUALS', state);
      }
      default: {
        const code = textOperators[name];
        if (code === undefined) throw unfit();
        const hex = given.replace(/[\s:]/g, '');
        if (field.type === 'upper-hex') return leaf(field, code, hex.toUpperCase());
        if (field.type === 'serial') {
          return leaf(
            field,
            code,
            name === '-eq' || name === '-ne' ? hex.toLowerCase().replace(/^0+(?=.)/, '') : hex.toLowerCase(),
          );
        }
        return { ...leaf(field, code, given), ignoreCase: true };
      }
    }
  }

  function ofDate(field: QueryField, name: string, operator: QueryWord, value: QueryWord): Condition {
    const today = /^%TODAY(?:\s*([+-])\s*(\d{1,5}))?%$/i.exec(value.text.trim());
    if (today !== null) {
      notes.set(
        'relative_date',
        '%TODAY% moves with the day; here the days are counted from the moment at which it is looked',
      );
      return relative(field, name, operator, Number(`${today[1] ?? ''}${today[2] ?? '0'}`));
    }
    const code = orderOperators[name];
    if (code === undefined)
      throw new QueryFault(operator.at, operator.text, `${field.field} cannot be compared in this way`);
    const day = isoDay(value.text);
    if (day === undefined) throw new QueryFault(value.at, value.text, 'a date is expected: 2027-01-31, or %TODAY+30%');
    if (field.type === 'day') return leaf(field, code, day);
    // A day without a time is the whole of it where equality is asked for, and its beginning elsewhere.
    const from = `${day}T00:00:00.000Z`;
    if (code !== 'EQUALS' && code !== 'NOT_EQUALS') return leaf(field, code, exactMoment(value.text) ?? from);
    const within: Condition = {
      all: [leaf(field, 'GREATER_OR_EQUAL', from), leaf(field, 'LESSER_OR_EQUAL', `${day}T23:59:59.999Z`)],
    };
    return code === 'EQUALS' ? within : { not: within };
  }

  /** @param days from today on; before today where it is negative */
  function relative(field: QueryField, name: string, operator: QueryWord, days: number): Condition {
    const past = leaf(field, 'IN_PAST', ever);
    const until = (count: number): Condition => {
      if (count > 0) return { any: [past, leaf(field, 'IN_NEXT', `P${count}D`)] };
      if (count === 0) return past;
      return { all: [past, { not: leaf(field, 'IN_PAST', `P${-count}D`) }] };
    };
    const after = (count: number): Condition => ({ all: [leaf(field, 'NOT_EMPTY'), { not: until(count) }] });
    if (name === '-le' || name === '-lt') return until(days);
    if (name === '-ge' || name === '-gt') return after(days);
    const within: Condition = { all: [after(days), until(days + 1)] };
    if (name === '-eq') return within;
    if (name === '-ne') return { not: within };
    throw new QueryFault(operator.at, operator.text, `${field.field} cannot be compared in this way`);
  }
}

function leaf({ source, field, contentType }: QueryField, operator: Operator, value?: Leaf['value']): Leaf {
  return {
    source,
    field,
    operator,
    ...(value === undefined ? {} : { value }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** `2027-01-31`, `1/31/2027`, or a moment, as its day in UTC; undefined for anything else. */
function isoDay(text: string): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const iso =
    american === null
      ? text.trim()
      : `${american[3]}-${american[1]!.padStart(2, '0')}-${american[2]!.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}/.test(iso)) return undefined;
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00Z` : iso);
  return Number.isNaN(at.getTime()) || (american !== null && at.getUTCDate() !== Number(american[2]))
    ? undefined
    : at.toISOString().slice(0, 10);
}

function exactMoment(text: string): string | undefined {
  const at = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text.trim()) ? new Date(text.trim()) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
