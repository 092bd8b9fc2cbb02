import type { Mailer } from './mailer';

/** Whether mail would go out. `off`: no mail server is configured. */
export interface MailState {
  readonly status: 'off' | 'ok' | 'failed';
  /** Code of the fault; null without one. */
  readonly code: string | null;
  /** The fault with host, port and reason, or what should be known of a server that works; null for nothing. */
  readonly detail: string | null;
  readonly checkedAt: Date;
}

export interface MailHealthDeps {
  readonly mailer: Pick<Mailer, 'check'>;
  readonly now: () => Date;
}

/** A check opens a connection and signs in, so that many who ask share one. */
const keptMs = 60_000;

/** What the mail server says to a connection that sends nothing, at most a minute old. Never rejects. */
export function createMailHealth({ mailer, now }: MailHealthDeps) {
  let latest: { readonly at: number; readonly state: Promise<MailState> } | undefined;
  const stopped = new AbortController();

  async function look(): Promise<MailState> {
    const checkedAt = now();
    try {
      const result = await mailer.check(stopped.signal);
      if (result.kind === 'delivered') return { status: 'ok', code: null, detail: result.note ?? null, checkedAt };
      const status = result.error === 'smtp_not_configured' ? 'off' : 'failed';
      return { status, code: result.error, detail: result.detail, checkedAt };
    } catch {
      return { status: 'failed', code: 'internal', detail: 'The check of the mail server was broken off.', checkedAt };
    }
  }

  return {
    state(): Promise<MailState> {
      const at = now().getTime();
      if (latest === undefined || at - latest.at >= keptMs || at < latest.at) latest = { at, state: look() };
      return latest.state;
    },
    stop: () => stopped.abort(),
  };
}

export type MailHealth = ReturnType<typeof createMailHealth>;
