/** What to do about what the health of the installation says, by its codes. */
const advice: Readonly<Record<string, string>> = {
  no_script_worker:
    'Start a worker that serves the queue of scripts, with the runtime that they need. Until then runs of scripts wait and end as no_worker.',
  queue_runtimes_differ:
    'Workers of one queue can start different runtimes, so that it is chance whether a script runs. Install the same on all of them, or give them queues of their own.',
  contexts_not_separated:
    'Scripts that run for the API and for the service share an account. Let workers of the two contexts run under different accounts.',
  context_key_missing: 'Give each worker the key of its context, so that secrets stay within it.',
  example_enterprise_number:
    'Set SYSLOG_ENTERPRISE_ID to the enterprise number of your own organisation; the one in use is for examples.',
  sink_unavailable: 'Choose another sink of the event log, or run where this one exists.',
  mail_off: 'Configure a mail server (SMTP_HOST) to tell people by mail. Notices by other channels go out without it.',
  mail_failed: 'Look at host, port and credentials of the mail server. Notices wait and are sent again by themselves.',
};

export function adviceOn(code: string): string | undefined {
  return Object.hasOwn(advice, code) ? advice[code] : undefined;
}

/** `P0DT2H` of an age: `2 hours`, from seconds. */
export function ageText(seconds: number): string {
  const [unit, size] = (
    [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
    ] as const
  ).find(([, length]) => seconds >= 2 * length) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;
}
