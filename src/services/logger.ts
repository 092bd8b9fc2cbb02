import type { Logger } from '../telemetry/logging';

/** What services say goes to whatever logger they are given: fields first, then the sentence. */
export type ServiceLogger = Pick<Logger, 'info' | 'warn' | 'error'>;
