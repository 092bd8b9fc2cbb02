import { stepWork } from '../../../../../test/support/builder';
import { createEmailRunner } from './run';

const sent: { key: string; to: readonly string[]; html: string; attached: number }[] = [];
const runner = createEmailRunner({
  sendMail: async (key, { to, html }, _signal, attachments = []) => {
    sent.push({ key, to, html, attached: attachments.length });
    return { kind: 'sent', to, message: null };
  },
  contentOf: async () => Buffer.from('der'),
});
const { signal } = new AbortController();

it('sends with values escaped, and the certificate where it is asked for', async () => {
  const settings = { recipients: ['$(mail)'], subject: 's', message: '<p>$(cn)</p>', attachCertificate: 'pem' };
  const work = stepWork('email', settings, { values: { mail: 'a@x.test', cn: '<web>' } });
  const instance = { ...work.instance, item: { kind: 'certificate', uuid: 'c' } as const };
  expect(await runner.run({ ...work, instance }, signal)).toMatchObject({
    kind: 'done',
    outputs: { to: ['a@x.test'] },
  });
  expect(sent).toEqual([{ key: work.key, to: ['a@x.test'], html: '<p>&lt;web&gt;</p>', attached: 1 }]);
});

it('fails where a text has a token without a value', async () => {
  const work = stepWork('email', { recipients: ['a@x.test'], subject: '$(nothing)', message: '' });
  expect(await runner.run(work, signal)).toMatchObject({ kind: 'failed', error: { code: 'token_unresolved' } });
});
