/**
 * Hostile uploads with the verdict they must get. The same list in every run (only certificates with RSA and EC keys and
 * keys themselves are made anew), so that a failure can be named and repeated.
 */
import { createHash } from 'node:crypto';
import type { ProblemCode } from '../../src/domain/problem';
import { certificateCases, fixedCertificate } from './certificate-defects';
import { inputCases } from './container-defects';

export interface HostileInput {
  readonly name: string;
  /** GREY: both verdicts are right, a crash, a hang or a half-stored record is not. */
  readonly expect: 'MUST_ACCEPT' | 'MUST_REJECT' | 'GREY';
  readonly bytes: Buffer;
  /** MUST_ACCEPT: SHA-256 of the one certificate in the input. */
  readonly sha256?: string;
  /** MUST_REJECT: the code of the refusal. */
  readonly code?: ProblemCode;
}

export interface HostileOptions {
  /** Seed of the mutations. Default 1. */
  readonly seed?: number;
  /** Mutated certificates. Default 300. */
  readonly mutations?: number;
}

export function generateHostileInputs({ seed = 1, mutations = 300 }: HostileOptions = {}): HostileInput[] {
  return [
    ...certificateCases().map(({ name, certain, der }): HostileInput =>
      certain ? { name, expect: 'MUST_ACCEPT', bytes: der, sha256: sha256(der) } : { name, expect: 'GREY', bytes: der },
    ),
    ...inputCases().map(({ name, bytes, code, accepts }): HostileInput =>
      accepts === undefined
        ? { name, expect: 'MUST_REJECT', bytes, code }
        : { name, expect: 'MUST_ACCEPT', bytes, sha256: sha256(accepts) },
    ),
    ...cutCertificates(),
    ...mutatedCertificates(seed, mutations),
  ];
}

/** A certificate cut at every seventh byte and just before its end. */
function cutCertificates(): HostileInput[] {
  const whole = fixedCertificate({ ca: true, sans: ['a.test', 'ip:192.0.2.1'] });
  const points = [...Array(Math.ceil(whole.length / 7)).keys()].map((step) => step * 7);
  return [...points, whole.length - 1].map((length) => ({
    name: `cut after ${length} bytes`,
    expect: 'MUST_REJECT',
    code: 'not_a_certificate',
    bytes: whole.subarray(0, length),
  }));
}

function mutatedCertificates(seed: number, count: number): HostileInput[] {
  const random = createRandom(seed);
  const originals = certificateCases()
    .map(({ der }) => der)
    .filter((der) => der.length < 10_000);
  return Array.from({ length: count }, (_, index) => {
    const original = originals[random(originals.length)] as Buffer;
    return { name: `mutation ${seed}.${index}`, expect: 'GREY', bytes: mutate(original, random) };
  });
}

/** One to four of: flip a bit, set a byte, drop, repeat or insert some bytes. */
export function mutate(original: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(original);
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const at = random(bytes.length);
    const length = 1 + random(8);
    switch (random(5)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        bytes[at] = [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff][random(6)] ?? 0;
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, random(256)), bytes.subarray(at)]);
    }
  }
  return bytes;
}

/** Whole numbers in 0..below-1 (mulberry32): the same sequence for the same seed on every machine. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
