import type { Categories } from '../../domain/certificates/certificate';
import type { EventCode } from '../../domain/events/catalogue';
import type { PayloadFacts } from '../../domain/events/payloads';
import type { Cause } from '../../domain/firings/cause';
import type { Decision } from '../../domain/firings/decide';
import type { Replay } from '../../domain/firings/replay-options';
import type { FiringSubject } from '../../domain/firings/subject';
import type { IssuerChange } from '../../domain/certificates/issuer-change';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import type { NoticePayload, NoticePayloadStore } from '../../store/firings/notice-payloads';
import type { Circumstances } from './decide-subject';
import type { FiringRules, ReadySetsOf } from './rules';

/** One time that an event happens to one subject. */
export interface Occurrence<S extends FiringSubject = FiringSubject> extends Circumstances {
  /** Unique among the occurrences of the event: the same key twice is one firing. */
  readonly key: string;
  /** The upload that brought the subject. */
  readonly uploadId: string | null;
  /** The trigger set snapshot that an earlier attempt was decided with: it decides again. */
  readonly decidedWith: string | null;
  /** The firing that led to this one. */
  readonly cause?: Cause | null;
  /** What became of a CA, where it follows from that. */
  readonly issuerChange?: IssuerChange | undefined;
  /** It does an earlier firing again: its subject is stored, and an ignore trigger takes nothing away. */
  readonly replay?: Replay;
  /** Reads the subject. What it throws fails this firing and no other. */
  readonly subject: (rules: FiringRules) => S;
}

export type SubjectOf<O extends Occurrence> = ReturnType<O['subject']>;

/** The run that carries a batch. */
export interface CarryingRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** An occurrence, decided in memory, with the rows that are to be written for it. */
export interface Fired<O extends Occurrence = Occurrence> {
  readonly occurrence: O;
  readonly firing: FiringDocument;
  readonly sets: ReadySetsOf;
  /** Null: it could not be carried out, and its firing has failed. */
  readonly decided: { readonly subject: SubjectOf<O>; readonly decision: Decision } | null;
  /** What effects need to know; null where there are none. */
  readonly notice: NoticePayload | null;
}

/** A subject as a payload tells of it: with what triggers have set. */
export interface Told<O extends Occurrence> {
  readonly occurrence: O;
  readonly subject: SubjectOf<O>;
  readonly categories: Categories;
  /** Null: it is not stored. */
  readonly objectUuid: string | null;
  readonly directory: FiringRules['directory'];
}

/** Where the rows of firings go, whatever their event. */
export interface FiringStores {
  readonly firings: Pick<FiringStore, 'insert' | 'load' | 'remove'>;
  readonly noticePayloads: Pick<NoticePayloadStore, 'save' | 'erase'>;
  readonly history: {
    add(entries: readonly CertificateHistoryEntry[]): Promise<void>;
    remove(ids: readonly string[]): Promise<void>;
  };
}

export interface StoringContext {
  readonly stores: FiringStores;
  readonly rules: FiringRules;
  readonly now: () => Date;
}

/**
 * Writes firings and what they change, and returns those that hold: an occurrence that another run has fired, or
 * whose subject cannot be stored, leaves no row.
 */
export type Storing<O extends Occurrence> = (
  batch: readonly Fired<O>[],
  context: StoringContext,
) => Promise<readonly Fired<O>[]>;

/** What an event brings to the pipeline, for one batch. All else follows from its traits in the catalogue. */
export interface FiringEvent<O extends Occurrence, R> {
  readonly event: EventCode;
  /** The occurrences of the batch that are still to be decided. */
  readonly subjects: () => Promise<readonly O[]>;
  /** What only the event knows, beside what the subject says of itself. */
  readonly payload: (told: Told<O>) => PayloadFacts;
  readonly store: Storing<O>;
  /** Brings the event's own rows to what has come of the batch, and says what the run is told. */
  readonly close: (fired: readonly Fired<O>[], rules: FiringRules) => Promise<R>;
}
