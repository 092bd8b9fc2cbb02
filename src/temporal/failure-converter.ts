import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts message and stack of a failed activity into a payload, which the codec seals; its `type`, a code, stays readable
 * in the Temporal UI. Loaded by the SDK by this file's path and this name.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
