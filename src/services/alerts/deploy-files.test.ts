import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCertificate, createFixtureKey, toPem } from '../../../test/hostile/certificate-builder';
import { createFileDeployment } from './deploy-files';

const key = createFixtureKey('ec');
const before = buildCertificate({ subject: 'web.example', key });
const after = buildCertificate({ subject: 'web.example', key, sans: ['web.example'] });
const other = buildCertificate({ subject: 'ca.example', key: createFixtureKey('ec') });
const pem = (der: Buffer) => toPem(der);
const privateKey = String(key.privateKey.export({ type: 'pkcs8', format: 'pem' }));

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'certloom-deploy-'));
  folder = path.join(root, 'allowed');
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer, mode = 0o640, where = folder): Promise<string> {
  const full = path.join(where, name);
  await writeFile(full, content, { mode });
  return full;
}

const deploy = (files: readonly string[], places: readonly string[] = [], next = after, mayWrite = true) =>
  createFileDeployment([folder]).deploy({ before, after: next }, places, files, mayWrite);

it('replaces the certificate alone in a PEM file, which keeps its key, chain and mode', async () => {
  const web = await file('web.pem', `# web\n${privateKey}${pem(before)}${pem(other)}# end\n`);
  expect(await deploy([web])).toEqual({ deployed: [web], notDeployed: [] });
  expect(await readFile(web, 'utf8')).toBe(`# web\n${privateKey}${pem(after)}${pem(other)}# end\n`);
  expect((await stat(web)).mode & 0o777).toBe(0o640);
  expect(await readdir(folder)).toEqual(['web.pem']);
});

it('replaces a DER file, keeps line ends, and changes nothing the second time', async () => {
  const der = await file('web.der', before);
  const windows = await file('web.crt', pem(before).replaceAll('\n', '\r\n'));
  for (let time = 1; time <= 2; time += 1) {
    expect(await deploy([der, windows])).toEqual({ deployed: [der, windows], notDeployed: [] });
  }
  expect(await readFile(der)).toEqual(after);
  expect(await readFile(windows, 'utf8')).toBe(pem(after).replaceAll('\n', '\r\n'));
});

it('writes nothing when it only looks', async () => {
  const web = await file('web.pem', pem(before));
  expect((await deploy([web], [], after, false)).notDeployed).toEqual([{ place: web, reason: 'not_in_it' }]);
  expect(await readFile(web, 'utf8')).toBe(pem(before));
});

it('lists what it cannot write, with why, and does the rest', async () => {
  const outside = await file('web.pem', pem(before), 0o644, root);
  const link = path.join(folder, 'link.pem');
  await symlink(outside, link);
  const gone = path.join(folder, 'gone.pem');
  const stranger = await file('ca.pem', pem(other));
  const store = await file('web.p12', Buffer.from([0x30, 0x82, 1, 2, 3]));
  const web = await file('web.pem', pem(before));
  const { deployed, notDeployed } = await deploy([outside, link, gone, stranger, store, web], ['web.example:443', web]);
  expect(deployed).toEqual([web]);
  expect(Object.fromEntries(notDeployed.map(({ place, reason }) => [path.basename(place), reason]))).toEqual({
    ...{ 'web.example:443': 'no_adapter', 'link.pem': 'not_allowed', 'gone.pem': 'not_allowed' },
    ...{ 'web.pem': 'not_allowed', 'ca.pem': 'not_in_it', 'web.p12': 'other_form' },
  });
  expect(await readFile(outside, 'utf8')).toBe(pem(before));
});

it('leaves a file alone whose key would not fit', async () => {
  const rekeyed = buildCertificate({ subject: 'web.example', key: createFixtureKey('ec') });
  const web = await file('web.pem', privateKey + pem(before));
  expect((await deploy([web], [], rekeyed)).notDeployed).toEqual([{ place: web, reason: 'key_differs' }]);
  expect(await readFile(web, 'utf8')).toContain(pem(before));
});

it('writes nowhere unless folders are named', async () => {
  const web = await file('web.pem', pem(before));
  const none = createFileDeployment([]);
  expect((await none.deploy({ before, after }, [], [web])).notDeployed).toEqual([
    { place: web, reason: 'not_allowed' },
  ]);
});
