import type { CertificateRecord } from '../certificates/certificate';
import type { IssuerChange } from '../certificates/issuer-change';
import type { Envelope, IncludedFacts } from '../events/envelope';

/** Names behind the uuids of what a notice tells of; what does not exist any more is left out or null. */
export interface NoticeNames {
  /** `renewalNote` tells how certificates of the group are renewed. */
  readonly groups: readonly { readonly name: string; readonly renewalNote: string | null }[];
  readonly raProfile: string | null;
  readonly owner: string | null;
}

/** What a profile can include of the event's object, whatever its kind; a certificate's record is one. */
export type NoticeSubject = Pick<CertificateRecord, 'attributes' | 'metadata'>;

/** What is known about the occurrence that a notice tells of; gathered by whoever ran the triggers. */
export interface NoticeContext {
  readonly envelope: Envelope;
  /** An ignore trigger rejected the upload: details are kept only until the notices are out. */
  readonly rejected: boolean;
  readonly actor: { readonly uuid: string | null; readonly name: string };
  readonly certificate: CertificateRecord | null;
  /** The event's object where that is no certificate. */
  readonly subject?: NoticeSubject;
  readonly ownerUuid: string | null;
  readonly groupUuids: readonly string[];
  /** Which notice of a suppression stream this is; absent where the event has none. */
  readonly notice?: { readonly cycle: number; readonly step: string | null; readonly number: number };
  /** What became of a CA, where what this tells follows from it: such notices are collected. */
  readonly issuerChange?: IssuerChange;
  /** Names of groups, RA profile and owner; absent where there is no certificate. */
  readonly names?: NoticeNames;
  /** What the profile includes, see `withIncluded`. */
  readonly included?: IncludedFacts;
  /** Absolute address of the firing in the API: for programs, and for what is kept in logs. */
  readonly firingUrl: string;
  /** Absolute address of its page, which whoever gets the notice can open. */
  readonly pageUrl: string;
  /** Its one reader decides by the link of the page: see `PersonalLink`. */
  readonly decides?: true;
  /** Absolute address of the run in the engine's own console; null when there is none to show. */
  readonly runUrl: string | null;
}
