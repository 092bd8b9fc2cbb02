import { createStore } from '../store';

/** Whether the last request was answered; `offline` shows a banner until one is. */
export const connection = createStore<'online' | 'offline'>('online');
