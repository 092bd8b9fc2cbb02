import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/upload-sweep';

const sweep = proxyActivities<SweepActivities>({ startToCloseTimeout: '2m', retry: { maximumAttempts: 3 } });

/** Every minute: accepted uploads whose run was lost are started again, other lost claims are released. */
export async function uploadSweep(): Promise<{ restarted: number; released: number }> {
  return sweep.sweepUploads();
}
