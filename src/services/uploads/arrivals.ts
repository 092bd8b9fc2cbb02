/**
 * Counts the requests that are on their way to a run, from their first byte of work until they ask for it. A run that
 * could start waits a moment for them.
 */
export function createArrivals() {
  let count = 0;
  return {
    count: () => count,

    /** Returns what is to be called when the request has asked, or never will; more than once does no harm. */
    begin(): () => void {
      let isOpen = true;
      count += 1;
      return () => {
        if (isOpen) count -= 1;
        isOpen = false;
      };
    },
  };
}

export type Arrivals = ReturnType<typeof createArrivals>;
