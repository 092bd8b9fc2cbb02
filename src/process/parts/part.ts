import type { ScheduleOptions } from '@temporalio/client';
import type { Server } from 'node:http';
import type { Request, Router } from 'express';
import type { Surface } from '../../api/http/app';
import type { Audit } from '../../api/http/audit';
import type { Caller, Route } from '../../api/http/route';
import type { SignIn } from '../../api/http/sign-in';
import type { LiveStreams } from '../../services/live/streams';
import type { PatternThread } from '../../services/firings/pattern-thread';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { RuntimeProbe } from '../../domain/scripts/runtime';
import type { SubjectSource, SubjectSources } from '../../services/firings/subject-sources';
import type { BackFillChain } from '../../services/work/back-fill';
import type { TaskQueue } from '../../temporal/ids';
import type * as workflows from '../../workflows';
import type { Foundation } from '../foundation';
import type { ApprovalServices } from './approval-services';
import type { AuthorityServicesOfProcess } from './authority-services';
import type { ConnectionServices } from './connection-services';
import type { ExpirationServices } from './expiration-services';
import type { ScriptServices } from './script-services';
import type { NotificationServices } from './notification-services';

/** What the parts of a process share: made once, before the first part. */
export interface PartContext {
  readonly foundation: Foundation;
  readonly notifications: NotificationServices;
  readonly expiration: ExpirationServices;
  readonly authorities: AuthorityServicesOfProcess;
  readonly approvals: ApprovalServices;
  readonly scripts: ScriptServices;
  readonly connections: ConnectionServices;
  readonly patterns: PatternEngine;
  /** Searches for long patterns beside the event loop. */
  readonly thread: PatternThread;
  /** What the parts give as `subjects`. */
  readonly sources: SubjectSources;
}

/** What only a process that serves HTTP has. */
export interface ApiContext {
  readonly audit: Audit;
  readonly isStopping: () => boolean;
  readonly signIn: SignIn;
  /** The streams of changes that are open here; what ends a key, session or person ends theirs. */
  readonly live: LiveStreams;
  /** Whether a request that was let in would be let in again, with the same rights. */
  readonly isStillGood: (req: Request, caller: Caller) => Promise<boolean>;
  /** False while the disk of the engines has no room; absent where that is not known. */
  readonly hasRoom?: () => boolean;
}

/** A server beside the API, at the same address. */
export interface PartServer {
  readonly name: string;
  readonly server: Server;
  readonly port: number;
  /** The setting that the port comes from. */
  readonly variable: string;
}

/** What a worker does beside its task queues. */
export interface Background {
  stop(): Promise<void>;
}

/**
 * One capability as a process sees it. The API takes routes, pages and metrics, a worker the rest. Members are
 * functions because a process of one role must not make what only the other one needs.
 */
export interface Part {
  /** The capability's folder name in every room. */
  readonly name: string;
  readonly routes?: (api: ApiContext) => readonly Route[];
  /** Routes that call others, those of all parts. */
  readonly routesOver?: (api: ApiContext, routes: readonly Route[]) => readonly Route[];
  /** What people and programs without an API key may ask for: its path, and a router that protects itself. */
  readonly pages?: (api: ApiContext) => readonly { readonly path: string; readonly router: Router }[];
  /** APIs of other forms over the routes of all parts. */
  readonly surfaces?: (api: ApiContext, routes: readonly Route[]) => readonly Surface[];
  /** Servers on ports of their own, for an API process. */
  readonly servers?: () => readonly PartServer[];
  /** Metrics that are read from the database when somebody asks for them. */
  readonly exposeMetrics?: () => void;
  /** How stored objects of its resources are found again as subjects of events. */
  readonly subjects?: () => readonly SubjectSource[];
  /** The workflow types that it owns; every type has one owner. */
  readonly workflows?: readonly (keyof typeof workflows)[];
  readonly activities?: () => Readonly<Partial<Record<TaskQueue, object>>>;
  /** What runs scripts here; asked once, at the start of a worker that serves a queue of scripts. */
  readonly runtimes?: () => Promise<readonly RuntimeProbe[]>;
  /** Made sure of at the start of each worker; an operator's pause and note stay as they are. */
  readonly schedules?: () => Promise<readonly ScheduleOptions[]>;
  /** Begun when the workers poll. */
  readonly startBackground?: () => readonly Background[];
  /** What brings rows of earlier releases up to date, in its order; begun when the workers poll. */
  readonly backFills?: () => BackFillChain;
  /** Deletes and erases what its time limit says must be gone; called every minute in one process, may run twice. */
  readonly tidy?: (now: Date) => Promise<void>;
  /** Looks after work of this process that does not get on; called every minute in each process. */
  readonly lookAround?: () => Promise<void>;
  /**
   * Takes over the work of processes that have ended. True once nothing of theirs is left; otherwise, and after an
   * error, it is called again two seconds later.
   */
  readonly inherit?: (dead: readonly string[]) => Promise<boolean>;
}

export type CreatePart = (context: PartContext) => Part;
