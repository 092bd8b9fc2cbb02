import type { EventLogEntry } from '../domain/event-log/entry';
import { createWindowsSink, windowsWrite, type WindowsWrite } from './windows-sink';

const hostile = `CN="x"; Remove-Item C:\\ & calc $(calc) \`calc %1 '@`;
const entry: EventLogEntry = {
  entryId: 'e1',
  time: new Date('2030-01-01T00:00:00Z'),
  source: 'Certloom',
  eventId: 4101,
  level: 'Warning',
  category: 40_000,
  message: `Certificate expiring: ${hostile}`,
  data: { subject: hostile },
  firingId: 'f1',
  instanceId: null,
  itemId: null,
  host: 'host',
};

describe('windowsWrite', () => {
  const { file, args, stdin } = windowsWrite(entry, 'D:\\Win');

  it('names the program by its whole path, with the same arguments for every entry', () => {
    expect(file).toBe('D:\\Win\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(args.slice(0, 4)).toEqual(['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand']);
    expect(windowsWrite({ ...entry, message: 'another', source: 'x', data: {} }, 'D:\\Win').args).toEqual(args);
    const script = Buffer.from(args[4]!, 'base64').toString('utf16le');
    expect(script).toContain('Write-EventLog -LogName Application');
    expect(script).not.toContain('Remove-Item');
  });

  it('L9 gives the values as JSON, `%` before a digit apart', () => {
    expect(JSON.parse(stdin)).toEqual({
      source: 'Certloom',
      eventId: 4101,
      type: 'Warning',
      category: 32_767,
      message: [
        `Certificate expiring: ${hostile.replace('%1', '% 1')}`,
        '',
        `subject: ${hostile.replace('%1', '% 1')}`,
        'entryId: e1',
        'firingId: f1',
      ].join('\r\n'),
    });
  });

  it('cuts a long message', () => {
    const { message } = JSON.parse(windowsWrite({ ...entry, message: 'x'.repeat(40_000) }, 'C:\\Windows').stdin);
    expect(message).toHaveLength(31_000);
  });
});

describe('createWindowsSink', () => {
  it.each([
    { code: 3, failure: 'event_source_unavailable' },
    { code: 1, failure: 'sink_unavailable' },
  ])('exit code $code is $failure', async ({ code, failure }) => {
    await expect(createWindowsSink({ run: async () => code }).write(entry)).rejects.toMatchObject({ code: failure });
  });

  it('writes one after the other, also after a failure', async () => {
    const seen: WindowsWrite[] = [];
    let running = 0;
    const sink = createWindowsSink({
      run: async (write) => {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return seen.push(write) === 1 ? 1 : 0;
      },
    });
    const ends = await Promise.allSettled([sink.write(entry), sink.write(entry), sink.write(entry)]);
    await sink.close();
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(seen).toHaveLength(3);
  });

  it('L7 a program that is not there, as on Linux, is an unavailable sink', async () => {
    const sink = createWindowsSink({ systemRoot: '/nowhere' });
    await expect(sink.write(entry)).rejects.toMatchObject({ code: 'sink_unavailable' });
  });
});
