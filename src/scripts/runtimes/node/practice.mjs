/* Run once before a process waits for its first run, so that what runs go through is loaded and compiled by then. */
export default async ({ context, log }) => {
  log.info('practice', context);
  await new Promise((resolve) => setImmediate(resolve));
  return { text: 'x', list: [1, 2], when: new Date(0), inner: { number: 1 } };
};
