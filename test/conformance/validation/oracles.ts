/**
 * Path verdicts beside those of two independent programs, `openssl verify -policy anyPolicy` and Go's crypto/x509, over
 * PKITS and x509-limbo. Prints the counts and every case on which one of them differs from us, for docs/validation.md.
 *   node --import tsx test/conformance/validation/oracles.ts
 * Needs `openssl` and `go`. No purpose and no host name is asked for, as we ask for none; lists are left out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPathCertificate } from '../../../src/x509/path-certificate';
import { derOf, limboCases, limboTime } from '../../support/limbo';
import { pkits } from '../../support/pkits';
import { verdictOn } from '../../support/verdicts';

interface PathCase {
  readonly id: string;
  readonly expected: 'accepted' | 'refused';
  readonly at: Date;
  readonly end: Buffer;
  readonly trusted: readonly Buffer[];
  readonly others: readonly Buffer[];
}
interface Verdict {
  readonly accepted: boolean;
  readonly why: string;
}

function pkitsCases(): PathCase[] {
  const { rows, certificates, anchor, at } = pkits();
  const der = (name: string) => Buffer.from(certificates[name]!, 'base64');
  const ends = new Set(rows.map(([name]) => name));
  const others = Object.keys(certificates).filter((name) => !ends.has(name) && name !== anchor);
  return rows
    .filter(([, set]) => set === 'path')
    .map(([id, , expected]) => ({
      ...{ id, expected, at: new Date(at), end: der(id), trusted: [der(anchor)], others: others.map(der) },
    }));
}

function limboPaths(): PathCase[] {
  return limboCases().map((one) => ({
    id: one.id,
    expected: one.expected_result === 'SUCCESS' ? 'accepted' : 'refused',
    at: one.validation_time === undefined || one.validation_time === null ? limboTime : new Date(one.validation_time),
    end: derOf(one.peer_certificate),
    trusted: one.trusted_certs.map(derOf),
    others: (one.untrusted_intermediates ?? []).map(derOf),
  }));
}

async function ours({ end, trusted, others, at }: PathCase): Promise<Verdict> {
  const read = (list: readonly Buffer[], isTrusted: boolean) =>
    list
      .map(readPathCertificate)
      .filter((one) => one !== null)
      .map((certificate) => ({ certificate, trusted: isTrusted, revoked: false }));
  const certificate = readPathCertificate(end);
  if (certificate === null) return { accepted: false, why: 'unreadable' };
  const result = await verdictOn(certificate, [...read(trusted, true), ...read(others, false)], [], at);
  return { accepted: result.status === 'valid', why: result.fault?.code ?? result.status };
}

function pem(list: readonly Buffer[]): string {
  const block = (der: Buffer) => der.toString('base64').replace(/.{1,64}/g, '$&\n');
  return list.map((der) => `-----BEGIN CERTIFICATE-----\n${block(der)}-----END CERTIFICATE-----\n`).join('');
}

function openSsl(cases: readonly PathCase[], folder: string): Verdict[] {
  return cases.map(({ end, trusted, others, at }) => {
    const files = { end: pem([end]), trusted: pem(trusted), others: pem(others) };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const args = ['verify', '-policy', 'anyPolicy', '-attime', String(Math.floor(at.getTime() / 1000))];
    const some = others.length > 0 ? ['-untrusted', 'others'] : [];
    const run = spawnSync('openssl', [...args, '-trusted', 'trusted', ...some, 'end'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { accepted: run.status === 0, why: /error \d+ at[^\n]*/.exec(run.stdout + run.stderr)?.[0] ?? '' };
  });
}

function go(cases: readonly PathCase[]): Verdict[] {
  const lines = cases.map(({ id, end, trusted, others, at }) => {
    const text = (list: readonly Buffer[]) => list.map((der) => der.toString('base64'));
    return JSON.stringify({ id, end: end.toString('base64'), trusted: text(trusted), others: text(others), at });
  });
  const program = path.join(__dirname, 'oracle.go');
  const out = execFileSync('go', ['run', program], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([, verdict, why = '']) => ({ accepted: verdict === 'accepted', why }));
}

async function compare(name: string, cases: readonly PathCase[], folder: string): Promise<void> {
  const own: Verdict[] = [];
  for (const one of cases) own.push(await ours(one));
  const others = { openssl: openSsl(cases, folder), go: go(cases) };
  const right = (verdicts: readonly Verdict[]) =>
    cases.filter(({ expected }, at) => verdicts[at]!.accepted === (expected === 'accepted')).length;
  console.log(
    `${name}: ${cases.length} cases; as expected: ours ${right(own)}, openssl ${right(others.openssl)}, go ${right(others.go)}`,
  );
  cases.forEach(({ id, expected }, at) => {
    for (const [oracle, verdicts] of Object.entries(others)) {
      const theirs = verdicts[at]!;
      if (theirs.accepted === own[at]!.accepted) continue;
      const say = ({ accepted, why }: Verdict) => `${accepted ? 'accepted' : 'refused'} ${why}`.trim();
      console.log(`  ${oracle}\t${id}\texpected ${expected}\tours: ${say(own[at]!)}\ttheirs: ${say(theirs)}`);
    }
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-oracles-'));
  try {
    await compare('PKITS paths', pkitsCases(), folder);
    await compare('x509-limbo', limboPaths(), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
