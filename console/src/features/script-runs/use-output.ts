import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { rawRequest } from '../../shared/api/raw';
import { createOutputReader } from './output-events';

export interface RunOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly isEnded: boolean;
}

const nothing: RunOutput = { stdout: '', stderr: '', isEnded: false };
const pauseMs = 2_000;

/** What a run prints as it comes; where the connection breaks off it goes on behind the last piece. */
export function useOutput(runId: string | undefined): RunOutput {
  const client = useQueryClient();
  const [output, setOutput] = useState(nothing);
  useEffect(() => {
    setOutput(nothing);
    if (runId === undefined) return;
    const stop = new AbortController();
    void follow(runId, stop.signal, (change) => setOutput(change)).then(
      () => void client.invalidateQueries({ queryKey: ['script-run', runId] }),
      () => undefined,
    );
    return () => stop.abort();
  }, [runId, client]);
  return output;
}

async function follow(
  runId: string,
  signal: AbortSignal,
  change: (next: (before: RunOutput) => RunOutput) => void,
): Promise<void> {
  let last = '';
  for (;;) {
    const headers = { Accept: 'text/event-stream', ...(last === '' ? {} : { 'Last-Event-ID': last }) };
    try {
      const answer = await rawRequest(`/api/v1/script-runs/${runId}/output`, { headers, signal });
      const read = createOutputReader();
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        for (const event of read(value)) {
          if (event.kind === 'end') {
            change((before) => ({ ...before, isEnded: true }));
            return;
          }
          last = event.id;
          change((before) => ({ ...before, [event.kind]: before[event.kind] + event.text }));
        }
      }
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    signal.throwIfAborted();
  }
}
