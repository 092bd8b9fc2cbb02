/** The measure of all ratios: a workflow that does nothing, on the same server in the same run. */
export async function empty(): Promise<void> {}
