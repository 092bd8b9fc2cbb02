import type { Condition } from '../conditions/tree';
import type { Permission } from '../identity/permissions';
import type { Fault } from '../problem';

/** What an alert can run for an item. Each has its definition in a file of its own. */
export const handlerTypeCodes = ['script', 'event_log', 'renewal', 'email', 'webhook', 'custom', 'workflow'] as const;
export type HandlerTypeCode = (typeof handlerTypeCodes)[number];

/** How often it runs: once for an item, once for each recipient of it, or once for up to 500 items of a run. */
export const runPers = ['certificate', 'recipient', 'batch'] as const;
export type RunPer = (typeof runPers)[number];

/** Attempts of one effect; the pause doubles from try to try. */
export interface HandlerRetry {
  readonly attempts: number;
  readonly firstPauseSeconds: number;
}

/** A handler inside an error branch: one level, without conditions and without a row of the ledger. */
export interface BranchHandler {
  readonly id: string;
  readonly name: string;
  readonly type: HandlerTypeCode;
  /** As its type takes them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number | null;
  readonly retry: HandlerRetry | null;
}

export interface Handler extends BranchHandler {
  readonly enabled: boolean;
  readonly runPer: RunPer;
  /** All must hold; otherwise it is skipped for the item, and the record says so. */
  readonly conditions: readonly Condition[];
  readonly onError: {
    readonly handlers: readonly BranchHandler[];
    readonly then: 'continue' | 'stop';
  };
}

/** What sets the handlers of a type apart. */
export interface HandlerType {
  readonly code: HandlerTypeCode;
  readonly title: string;
  /** Allowed as the one handler of an alert in compatibility semantics. */
  readonly inCompat: boolean;
  /** In compatibility semantics: runs for each recipient, where others run once. */
  readonly perRecipientInCompat: boolean;
  /** In compatibility semantics: mail follows it. */
  readonly mailsInCompat: boolean;
  /** `runPer` values that make sense. */
  readonly runPers: readonly RunPer[];
  /** It sends to each recipient by itself, with a row of the ledger for each. */
  readonly isMail: boolean;
  /** Nobody gives it to an alert: its mode does. */
  readonly isInternal?: true;
  /** It only writes down: also what is in order is for it. */
  readonly isLog?: true;
  /** Only alerts of these kinds; null: of all. */
  readonly kinds: readonly string[] | null;
  readonly retry: HandlerRetry;
  /** What whoever saves it has to be allowed beside `alerts:write`; absent where nothing more. */
  readonly permission?: Permission | ((settings: BranchHandler['settings']) => Permission | undefined);
  /** Names of the variables that it leaves for handlers behind it; `any`: whatever it says. Absent: none. */
  readonly produces?: readonly string[] | 'any';
  /** Members of its settings that are texts with curly tokens, or JSON with such texts in it. */
  readonly templates: readonly string[];
  /** What no single member of its settings shows; pointers are into the settings. */
  readonly faults?: (settings: BranchHandler['settings']) => readonly Fault[];
}
