import { z } from './schemas';

/** CSV (RFC 4180) of rows that a schema describes: the schema decides on the columns, so that they never depend on data. */

export interface Column {
  /** Members on the way to the value, joined by dots: `certificate.name`. */
  readonly header: string;
  readonly path: readonly string[];
}

/** Objects of plain values that are deeper, or whose members no schema names, stand in their cell as text. */
const deepest = 3;
/** What a spreadsheet takes for a formula at the beginning of a cell, in either width, also behind white space. */
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const quoted = /[",\r\n;\t]|^\s|\s$/;

/** One column for each member that is no object of members itself. */
export function columnsOf(schema: z.ZodType, path: readonly string[] = []): Column[] {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodObject && path.length < deepest) {
    const shape: Readonly<Record<string, z.ZodType>> = plain.shape;
    const members = Object.entries(shape);
    return members.flatMap(([name, member]) => columnsOf(member, [...path, name]));
  }
  return [{ header: path.join('.'), path }];
}

/** Without what says only that it may be missing. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  if (!(schema instanceof z.ZodUnion)) return schema;
  const others = (schema.options as readonly z.ZodType[]).filter((option) => !(option instanceof z.ZodNull));
  return others.length === 1 ? unwrapped(others[0]!) : schema;
}

/** The first line. */
export function headerLine(columns: readonly Column[]): string {
  return lineOf(columns.map(({ header }) => header));
}

/**
 * One row as a line; what is missing or null is empty. Lists are joined by `; `, an object is its name, where it has one, or
 * `member: value` for each of its plain values. What is nested deeper is JSON.
 */
export function rowLine(columns: readonly Column[], row: unknown): string {
  return lineOf(columns.map(({ path }) => cellOf(path.reduce(memberOf, row))));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return inert(value);
  const texts = Array.isArray(value) ? value.map(nameOrText) : membersInWords(value);
  return inert(texts.every((text) => text !== undefined) ? texts.join('; ') : JSON.stringify(value));
}

/** Undefined: it takes more than a line to say. */
function nameOrText(item: unknown): string | undefined {
  const name = memberOf(item, 'name');
  return plainText(typeof name === 'string' ? name : item);
}

function membersInWords(value: object): (string | undefined)[] {
  const known = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return known.map(([name, member]) => {
    const text =
      Array.isArray(member) && member.every((one) => plainText(one) !== undefined)
        ? member.join(', ')
        : plainText(member);
    return text === undefined ? undefined : `${name}: ${text}`;
  });
}

function plainText(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** A name in a certificate must not become a formula in somebody's spreadsheet: an apostrophe says that it is text. */
function inert(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (quoted.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
