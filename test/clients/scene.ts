import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';

/** What the programs of test/clients print: the same in every language. */
export interface ProgramResult {
  readonly trigger: { readonly uuid: string; readonly name: string };
  readonly updatedVersion: number;
  readonly found: readonly string[];
  /** Names of the triggers that a list with the name of the trigger gave. */
  readonly listed: readonly string[];
  /** Code and pointers of a refusal, read from the problem document. */
  readonly refusal: { readonly code: string; readonly pointers: readonly string[] };
}

export interface ClientScene {
  readonly product: TestProduct;
  readonly folder: string;
  /** The product's own description, as a file. */
  readonly description: string;
  close(): Promise<void>;
}

const host = 'generated.clients.example.org';

/** A product with one certificate to find, and a folder for what is generated. */
export async function startClientScene(): Promise<ClientScene> {
  const product = await startTestProduct();
  const folder = mkdtempSync(join(tmpdir(), 'certloom-clients-'));
  const description = join(folder, 'openapi.json');
  const { body } = await product.call('get', '/openapi.json').expect(200);
  writeFileSync(description, JSON.stringify(body));
  for (const name of [host, 'other.example.org']) {
    const certificate = toPem(buildCertificate({ subject: name, sans: [name] }));
    await product.call('post', '/certificates/upload').send({ certificate }).expect(201);
  }
  return {
    product,
    folder,
    description,
    async close() {
      rmSync(folder, { recursive: true, force: true });
      await product.close();
    },
  };
}

const runFile = promisify(execFile);

/** Runs a program and gives what it wrote; the product answers in this process meanwhile. */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await runFile(file, args, { cwd, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.message}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    },
  );
  return stdout;
}

/** What a program did must be there for everybody else, too. */
export async function expectDone({ product }: ClientScene, output: string): Promise<void> {
  const result: ProgramResult = JSON.parse(output);
  const stored = await product.call('get', `/triggers/${result.trigger.uuid}`).expect(200);
  expect(stored.body).toMatchObject({
    name: result.trigger.name,
    description: 'changed by a generated client',
    version: result.updatedVersion,
    condition: {
      all: [
        { source: 'property', field: 'SUBJECT_ALTERNATIVE_NAMES', operator: 'CONTAINS', value: `dNSName:${host}` },
        { not: { any: [{ source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 16 }] } },
        { source: 'property', field: 'NOT_AFTER', operator: 'NOT_EMPTY' },
      ],
    },
    actions: [{ type: 'setOwner', owner: '$actor' }],
  });
  expect(result.updatedVersion).toBe(2);
  expect(result.listed).toEqual([result.trigger.name]);
  expect(result.found).toEqual([host]);
  expect(result.refusal).toEqual({ code: 'invalid_condition', pointers: ['/filter/field'] });
}
