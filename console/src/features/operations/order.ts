import type { RekeyRequest } from './queries';

export type KeyKind = NonNullable<RekeyRequest['key']>['kind'];

/** A file with a private key as somebody wants it. */
export interface KeyFile {
  readonly format: 'pkcs12' | 'pem';
  readonly password: string;
  readonly passwordAgain: string;
}

export const emptyKeyFile: KeyFile = { format: 'pkcs12', password: '', passwordAgain: '' };

/** What somebody fills in to order a certificate: a request that was made elsewhere, or a key that is made here. */
export interface OrderDraft extends KeyFile {
  readonly way: 'csr' | 'key';
  readonly csr: string;
  readonly kind: KeyKind;
  /** By the short names of their types. */
  readonly subject: Readonly<Record<string, string>>;
  /** One a line. */
  readonly names: string;
  readonly days: string;
}

export const emptyOrder: OrderDraft = {
  ...{ way: 'csr', csr: '', kind: 'ec-p256', ...emptyKeyFile, subject: {}, names: '', days: '' },
};

export const keyKinds: readonly { readonly value: KeyKind; readonly label: string }[] = [
  { value: 'ec-p256', label: 'EC P-256' },
  { value: 'ec-p384', label: 'EC P-384' },
  { value: 'ed25519', label: 'Ed25519' },
  { value: 'rsa-2048', label: 'RSA 2048' },
  { value: 'rsa-3072', label: 'RSA 3072' },
  { value: 'rsa-4096', label: 'RSA 4096' },
];

/** Parts of a subject, the least specific first, as the API takes them. */
export const subjectParts: readonly { readonly type: string; readonly label: string }[] = [
  { type: 'C', label: 'Country (two letters)' },
  { type: 'ST', label: 'State or province' },
  { type: 'L', label: 'Locality' },
  { type: 'O', label: 'Organisation' },
  { type: 'OU', label: 'Organisational unit' },
  { type: 'CN', label: 'Common name' },
];

/** The members of an order that all kinds of orders have. */
export function orderBody(draft: OrderDraft) {
  const { way, csr, kind, format, password, subject } = draft;
  const days = Number(draft.days);
  const common = draft.days.trim() === '' ? {} : { lifetimeSeconds: Math.round(days * 86_400) };
  if (way === 'csr') return { ...common, csr: csr.trim() };
  const parts = subjectParts.flatMap(({ type }) => {
    const value = subject[type]?.trim() ?? '';
    return value === '' ? [] : [{ type, value }];
  });
  return { ...common, key: { kind, format, password }, subject: parts, names: namesOf(draft.names) };
}

/** Names, one a line or with commas between. */
export function namesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Why the password of a file cannot be taken. */
export function passwordFault({ password, passwordAgain }: KeyFile): string | undefined {
  if (password.length < 12) return 'The password needs at least 12 characters.';
  return password === passwordAgain ? undefined : 'The two passwords are not the same.';
}

/** Why it cannot be sent yet. */
export function orderFault(draft: OrderDraft, needsNames: boolean): string | undefined {
  if (draft.way === 'csr') return draft.csr.trim() === '' ? 'Paste a certification request first.' : undefined;
  const fault = passwordFault(draft);
  if (fault !== undefined) return fault;
  const hasSubject = Object.values(draft.subject).some((value) => value.trim() !== '');
  if (needsNames && !hasSubject && namesOf(draft.names).length === 0)
    return 'Give a name or a part of the subject first.';
  const days = Number(draft.days);
  return draft.days.trim() !== '' && !(days > 0) ? 'The lifetime is a number of days.' : undefined;
}

/** A file with a request as text: PEM as it is, anything else in base64. */
export async function requestTextOf(file: Blob): Promise<string> {
  const text = new TextDecoder('latin1').decode(new Uint8Array(await file.arrayBuffer()));
  return text.includes('-----BEGIN ') ? text : window.btoa(text);
}
