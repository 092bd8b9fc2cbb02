import { createJournaldSink } from './journald-sink';

const entry = {
  entryId: 'e1',
  time: new Date('2030-01-01T00:00:00Z'),
  source: 'Certloom',
  eventId: 4101,
  level: 'Warning',
  category: 0,
  message: 'line 1\n<3>forged',
  data: { subject: 'CN=a' },
  firingId: null,
  instanceId: null,
  itemId: null,
  host: 'host',
} as const;

it('writes one line with the priority in front, whatever the message holds', async () => {
  const written: string[] = [];
  const sink = createJournaldSink({ write: (text, done) => (written.push(text), done()) });
  await sink.write(entry);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^<4>\{[^\n]*\}\n$/);
  expect(JSON.parse(written[0]!.slice(3))).toMatchObject({ entryId: 'e1', message: entry.message });
});

it('a closed output is a failure', async () => {
  const sink = createJournaldSink({ write: (_text, done) => done(new Error('EPIPE')) });
  await expect(sink.write(entry)).rejects.toMatchObject({ code: 'sink_unavailable' });
});
