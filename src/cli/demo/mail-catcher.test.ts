import { createTransport } from 'nodemailer';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startMailCatcher } from './mail-catcher';

describe('startMailCatcher', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'certloom-mail-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps each mail as a file and knows the delivery it is', async () => {
    writeFileSync(path.join(folder, '0009.eml'), 'of an earlier demo');
    const catcher = await startMailCatcher(folder);
    const { port } = new URL(catcher.url);
    const transport = createTransport({ host: '127.0.0.1', port: Number(port) });
    const id = 'a1'.repeat(32);
    await transport.sendMail({
      messageId: `<${id}@localhost>`,
      from: 'certloom@localhost',
      to: 'desk@certloom.invalid',
      subject: 'One',
      text: 'text with\n\nan empty line',
    });
    await catcher.close();
    const file = path.join(folder, '0001.eml');
    expect(catcher.mails()).toEqual([{ to: ['desk@certloom.invalid'], deliveryId: id, subject: 'One', file }]);
    expect(readFileSync(file, 'utf8')).toContain('an empty line');
    expect(existsSync(path.join(folder, '0009.eml'))).toBe(false);
  });
});
