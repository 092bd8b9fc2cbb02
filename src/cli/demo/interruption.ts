const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody asks the demo to end. */
export interface Interruption {
  /** Resolves with the first signal; never rejects. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Signals do again what they did before. */
  dispose(): void;
}

/** From now on SIGINT, SIGTERM and SIGHUP do not end the process at once; a second one ends it with 130. */
export function listenForInterruption(events: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process): Interruption {
  let resolve: (signal: NodeJS.Signals) => void = () => undefined;
  const asked = new Promise<NodeJS.Signals>((fulfil) => (resolve = fulfil));
  let isAsked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(130);
    isAsked = true;
    resolve(signal);
  };
  for (const signal of signals) events.on(signal, onSignal);
  return {
    asked,
    dispose: () => {
      for (const signal of signals) events.off(signal, onSignal);
    },
  };
}
