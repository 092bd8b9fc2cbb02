import type { InstanceRequest } from '../../domain/builder/instance';

/** Starts instances of the workflow builder. */
export interface InstanceStarter {
  /** The row first, then its workflow; asking again under the same key joins the instance that is there. */
  start(request: InstanceRequest): Promise<{ readonly uuid: string; readonly isNew: boolean }>;
}
