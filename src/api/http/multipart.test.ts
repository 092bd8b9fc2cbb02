import { filesOfForm } from './multipart';

const headers = { 'content-type': 'multipart/form-data; boundary=xyz' };
const part = (head: string, content: string) => `--xyz\r\n${head}\r\n\r\n${content}\r\n`;
const form = (...parts: readonly string[]) => Buffer.from(`${parts.join('')}--xyz--\r\n`);
const file = (name: string, content: string) =>
  part(
    `Content-Disposition: form-data; name="${name}"; filename="a.cer"\r\nContent-Type: application/x-x509-ca-cert`,
    content,
  );
const read = async (body: Buffer, given = headers) =>
  (await filesOfForm(body, given)).map(({ content }) => String(content));

it.each([
  { name: 'a browser', body: form(file('file', 'one'), file('file', 'two')), expected: ['one', 'two'] },
  {
    name: '.NET',
    body: form(part("Content-Disposition: form-data; name=file; filename=a.cer; filename*=utf-8''a.cer", 'one')),
    expected: ['one'],
  },
  {
    name: 'a client without a file name',
    body: form(part('Content-Disposition: form-data; name="file"', 'one')),
    expected: ['one'],
  },
  { name: 'a form with an input left empty', body: form(file('file', ''), file('file', 'two')), expected: ['two'] },
])('reads the files of $name', async ({ body, expected }) => expect(await read(body)).toEqual(expected));

it.each([
  { name: 'a name', given: 'filename="web 1.cer"', expected: 'web 1.cer' },
  { name: 'folders', given: 'filename="C:\\certs\\web.cer"', expected: 'web.cer' },
  { name: 'a name in UTF-8', given: "filename=a.cer; filename*=utf-8''%C3%A4.cer", expected: 'ä.cer' },
  { name: 'what no terminal should meet', given: "filename*=utf-8''a%1B%E2%80%AEb", expected: 'a\\u001b\\u202eb' },
  { name: 'a long name', given: `filename="${'a'.repeat(300)}"`, expected: `${'a'.repeat(254)}…` },
  { name: 'no name', given: '', expected: undefined },
])('tells what the caller calls a file: $name', async ({ given, expected }) => {
  const head = `Content-Disposition: form-data; name="file"${given && `; ${given}`}`;
  const [found] = await filesOfForm(form(part(head, 'one')), headers);
  expect(found?.fileName).toBe(expected);
});

it('keeps every octet', async () => {
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index & 0xff));
  const body = Buffer.concat([
    Buffer.from('--xyz\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'),
    content,
    Buffer.from('\r\n--xyz--\r\n'),
  ]);
  const [found] = await filesOfForm(body, headers);
  expect(found?.content.equals(content)).toBe(true);
});

it.each([
  { name: 'another field', body: form(file('other', 'x')) },
  { name: 'no file', body: form() },
  { name: 'an empty file only', body: form(file('file', '')) },
  { name: 'too many files', body: form(...Array.from({ length: 101 }, () => file('file', 'x'))) },
  { name: 'no form', body: Buffer.from('nothing of the kind') },
  { name: 'a form that is cut', body: form(file('file', 'x')).subarray(0, 60) },
  { name: 'no boundary', body: form(file('file', 'x')), given: { 'content-type': 'multipart/form-data' } },
])('refuses $name', async ({ body, given }) =>
  expect(filesOfForm(body, given ?? headers)).rejects.toMatchObject({ code: 'invalid_request' }),
);
