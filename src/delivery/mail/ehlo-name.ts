import { isIP } from 'node:net';

export interface EhloNames {
  /** The setting. */
  readonly configured: string | undefined;
  /** Where people reach this installation, where that was configured. */
  readonly publicUrl: string | undefined;
  /** Domain of the sender. */
  readonly senderDomain: string;
  /** The machine's own name. */
  readonly machine: string;
}

/**
 * What this installation calls itself in EHLO (RFC 5321, section 4.1.1.1): servers look whether it is a full name, and
 * refuse or mark mail of those that call themselves `localhost` or `[127.0.0.1]`. The first one that is a full name
 * counts; without any, the machine's name as it is.
 */
export function ehloNameOf({ configured, publicUrl, senderDomain, machine }: EhloNames): string {
  if (configured !== undefined) return configured;
  const publicHost = publicUrl === undefined ? '' : new URL(publicUrl).hostname;
  const full = [publicHost, senderDomain, machine].find(isFullName);
  return full ?? (isDnsName(machine) ? machine : 'localhost');
}

function isFullName(name: string): boolean {
  return isDnsName(name) && name.includes('.') && isIP(name) === 0;
}

function isDnsName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(name);
}
