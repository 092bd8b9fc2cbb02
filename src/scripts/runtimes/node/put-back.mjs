/* What a run may have changed for its whole process, in one that serves further runs. */

/** Remembers how the process is now. */
export function rememberProcess() {
  const environment = { ...process.env };
  const folder = process.cwd();
  const mask = process.umask();
  const globals = new Map(Object.entries(Object.getOwnPropertyDescriptors(globalThis)));
  const consoleMethods = { ...console };
  const resources = countResources();

  return {
    /**
     * Puts back the environment, the folder, global names, the console, and listeners of the process.
     * @returns false when something is still at work: a timer, a connection, a child
     */
    async putBack() {
      for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name];
      Object.assign(process.env, environment);
      process.chdir(folder);
      process.umask(mask);
      process.exitCode = undefined;
      Object.assign(console, consoleMethods);
      for (const stream of [process.stdout, process.stderr]) delete stream.write;
      let isClean = putBackGlobals(globals);
      for (const event of process.eventNames()) {
        if (isForScripts(event)) process.removeAllListeners(event);
      }
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve)); // what is being closed is closed then
      const now = countResources();
      for (const [name, count] of now) if (count > (resources.get(name) ?? 0)) isClean = false;
      return isClean;
    },
  };
}

/** Events that only scripts listen to in here. */
function isForScripts(event) {
  return (
    ['exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'warning', 'message'].includes(event) ||
    /^SIG/.test(String(event))
  );
}

function putBackGlobals(before) {
  let isClean = true;
  // One by one: a table of all descriptors takes longer than a short script.
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const now = Object.getOwnPropertyDescriptor(globalThis, name);
    const then = before.get(name);
    if (then !== undefined && then.value === now.value && then.get === now.get) continue;
    try {
      if (then === undefined) isClean = delete globalThis[name] && isClean;
      else Object.defineProperty(globalThis, name, then);
    } catch {
      isClean = false; // it was made to stay
    }
  }
  return isClean;
}

/** What keeps the process alive, by kind; what only waits for its turn does not count. */
function countResources() {
  const counts = new Map();
  for (const name of process.getActiveResourcesInfo()) {
    if (name === 'Immediate' || name === 'TickObject' || name === 'Microtask') continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
