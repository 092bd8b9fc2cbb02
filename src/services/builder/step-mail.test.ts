import { createStepMailer, fillMail, type FilledMail } from './step-mail';

const values = { cn: 'a <b>\n', mail: 'Ada@example.test; bob@example.test', list: ['ada@example.test', 'no address'] };

it('fills a mail: values escaped, one line of a subject, each address once', () => {
  const mail = { recipients: ['$(mail)', '$(list)', '$(gone)'], subject: 'On $(cn)', message: '<p>$(cn)</p>$(gone)' };
  expect(fillMail(mail, values, 'empty')).toEqual({
    to: ['ada@example.test', 'bob@example.test'],
    subject: 'On a <b>',
    html: '<p>a &lt;b&gt;\n</p>',
    missing: ['gone'],
    unusable: ['no address'],
  });
});

function sceneOf(answers: readonly string[], fallback: readonly string[] = []) {
  const sent: { to: string; messageId: string }[] = [];
  const send = createStepMailer({
    mailer: {
      async send(message) {
        sent.push({ to: message.to, messageId: message.messageId });
        const answer = answers[sent.length - 1] ?? 'delivered';
        if (answer === 'delivered') return { kind: 'delivered', note: undefined } as never;
        return { kind: answer, error: 'smtp_550', detail: 'no such user' } as never;
      },
    },
    from: { name: null, address: 'certloom@example.test' } as never,
    fallback: async () => fallback,
  });
  const mail: FilledMail = { to: ['a@x.test', 'b@x.test'], subject: 's', html: '<p>h</p>', missing: [], unusable: [] };
  return {
    sent,
    mail,
    send: (change: Partial<FilledMail> = {}) => send('k', { ...mail, ...change }, new AbortController().signal),
  };
}

it('sends one message to each, under ids that a repeat has, too', async () => {
  const scene = sceneOf([]);
  expect(await scene.send()).toEqual({ kind: 'sent', to: ['a@x.test', 'b@x.test'], message: null });
  await scene.send();
  const ids = scene.sent.map(({ messageId }) => messageId);
  expect(ids.slice(0, 2)).toEqual(ids.slice(2));
  expect(new Set(ids).size).toBe(2);
});

it('tells whom it was not taken for, and fails where it was for nobody', async () => {
  expect(await sceneOf(['delivered', 'permanent']).send()).toMatchObject({ message: 'Not taken for: b@x.test.' });
  expect(await sceneOf(['temporary']).send()).toMatchObject({ kind: 'failed', isTemporary: true });
});

it('tells the fallback recipients where there are no others', async () => {
  const scene = sceneOf([], ['admin@x.test']);
  expect(await scene.send({ to: [] })).toMatchObject({ kind: 'sent', to: ['admin@x.test'] });
  expect(await sceneOf([]).send({ to: [] })).toMatchObject({ kind: 'failed', error: { code: 'no_recipients' } });
});
