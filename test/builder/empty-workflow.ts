/** What the instances are measured against. */
export async function empty(): Promise<void> {}
