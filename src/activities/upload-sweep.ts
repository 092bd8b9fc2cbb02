import type { SweptUploads } from '../services/uploads/sweep';
import { guardedBy } from './guarded';

/** Looks after claims whose run was lost. */
export function createSweepActivities(sweep: () => Promise<SweptUploads>) {
  const guarded = guardedBy('uploads could not be looked after');
  return { sweepUploads: (): Promise<SweptUploads> => guarded(sweep) };
}

export type SweepActivities = ReturnType<typeof createSweepActivities>;
