import { certificateOf, start } from '../../test/support/builders';
import { sampleNotice } from './sample-notice';

const day = 86_400_000;
const actor = { uuid: null, name: 'system' };
const source = { firingId: 'f', firingUrl: 'u', pageUrl: 'p', actor, now: start } as const;

it.each([
  { name: 'a stored certificate', certificate: certificateOf('c'), step: 'P7D', left: 7 },
  { name: 'a stored certificate of 90 days', certificate: certificateOf('c'), step: '20%', left: 18 },
  { name: 'a made-up one', certificate: null, step: 'P7D', left: 7 },
  { name: 'a certificate, without a step', certificate: certificateOf('c'), step: null, left: 10 },
])('$name is told of at the step $step: $left days left', ({ certificate, step, left }) => {
  const { envelope } = sampleNotice({ ...source, event: 'certificate_expiring', certificate, step });
  const until = new Date(String((envelope.data as { expiresAt: unknown }).expiresAt)).getTime();
  expect(Math.round((until - new Date(envelope.occurredAt).getTime()) / day)).toBe(left);
});
