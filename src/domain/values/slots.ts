/** So many works at a time, in the order in which they ask. */
export function createSlots(slots: number) {
  const waiting: (() => void)[] = [];
  let free = slots;
  return {
    async inSlot<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
