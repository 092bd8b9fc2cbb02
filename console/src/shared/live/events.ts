import type { Schema } from '../api/types';

export type Topic = Schema<'StreamTopic'>;

/** News of the server: something of this topic has changed, and where they are few, which. */
export type LiveEvent = Schema<'StreamChange'>;

type Listener = (event: LiveEvent) => void;

const listeners = new Map<string, Set<Listener>>();

/** Calls `listener` for each event of a topic, `*` for all; returns how to stop. */
export function onLive(topic: Topic | '*', listener: Listener): () => void {
  const ofTopic = listeners.get(topic) ?? new Set();
  listeners.set(topic, ofTopic.add(listener));
  return () => void ofTopic.delete(listener);
}

export function announce(event: LiveEvent): void {
  for (const topic of [event.topic, '*']) for (const listener of [...(listeners.get(topic) ?? [])]) listener(event);
}
