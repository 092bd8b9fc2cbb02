import { isUtf8 } from 'node:buffer';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { leavesOf } from '../../domain/imports/ledger';
import type { ImportFile } from '../../domain/imports/recognise';
import type { FormFile } from '../http/multipart';

/** A file of a request: JSON as text, or as it is. */
export interface GivenFile {
  readonly name?: string | undefined;
  readonly content: unknown;
}

/** The answer names each of them. */
const mostLeaves = 100_000;
const mostDepth = 64;

/** Files of a form as texts: UTF-8, or UTF-16 as Windows PowerShell writes it. Throws `invalid_request`. */
export function textsOfForm(files: readonly FormFile[]): GivenFile[] {
  return files.map(({ content, fileName }, index) => ({
    ...(fileName === undefined ? {} : { name: fileName }),
    content: textOf(content, fileName ?? `number ${index + 1}`),
  }));
}

/** What the files hold. Throws `validation_failed` for one that is no JSON, `payload_too_large` for too many values. */
export function readFiles(files: readonly GivenFile[]): ImportFile[] {
  const faults: Fault[] = [];
  const read = files.map(({ name, content }, index) => {
    const fault = (code: string, detail: string) =>
      void faults.push({
        pointer: `/files/${index}/content`,
        code,
        detail: name === undefined ? detail : `${name}: ${detail}`,
      });
    const value = typeof content === 'string' ? parsed(content, fault) : content;
    if (typeof value !== 'object' || value === null) fault('wrong_type', 'an object or a list is expected');
    if (isTooDeep(value)) fault('too_deep', `values are nested more than ${mostDepth} levels deep`);
    return { name: name ?? null, value };
  });
  if (faults.length > 0) throw validationFailed(faults);
  const leaves = read.reduce((sum, { value }) => sum + leavesOf(value).length, 0);
  if (leaves <= mostLeaves) return read;
  const detail = `The files hold ${leaves} values; at most ${mostLeaves} are imported at once. Import them in parts.`;
  throw new CertloomError('payload_too_large', detail);
}

function parsed(text: string, fault: (code: string, detail: string) => void): unknown {
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') return [];
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    const several = severalIn(plain);
    if (several === undefined)
      fault('invalid_json', 'this is not valid JSON, nor several values of it one after the other');
    return several ?? {};
  }
}

/** Objects and lists one after the other, a line each or as `jq` writes them. Undefined where it is anything else. */
function severalIn(text: string): unknown[] | undefined {
  const found: unknown[] = [];
  let [depth, start, isText] = [0, -1, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (isText) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isText = false;
    } else if (sign === '"' && depth > 0) isText = true;
    else if (sign === '{' || sign === '[') {
      if (depth === 0) start = at;
      depth += 1;
    } else if ((sign === '}' || sign === ']') && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      try {
        found.push(JSON.parse(text.slice(start, at + 1)));
      } catch {
        return undefined;
      }
    } else if (depth === 0 && sign.trim() !== '' && sign !== ',' && sign !== '\u001e') return undefined;
  }
  return depth === 0 && found.length > 0 ? found : undefined;
}

function textOf(content: Buffer, name: string): string {
  if (content.length >= 2 && content[0] === 0xff && content[1] === 0xfe) return content.toString('utf16le');
  if (isUtf8(content)) return content.toString('utf8');
  throw new CertloomError('invalid_request', `The file ${name} is neither UTF-8 nor UTF-16 with a mark.`);
}

function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}
