import { acmeDirectory, acmeExchange } from '../../../../test/support/acme-session';
import { createDirectories } from './directory';

const url = 'https://ca.example/dir';
const json = { ...acmeDirectory, meta: { profiles: { classic: 'usual' } } };

it('is read once in ten minutes, or when asked for anew', async () => {
  const { exchange, asked } = acmeExchange({ json }, { json }, { json });
  let at = new Date(0);
  const directories = createDirectories(exchange, () => at);
  expect(await directories.get(url)).toEqual(acmeDirectory);
  await directories.get(url);
  expect(asked).toHaveLength(1);
  at = new Date(600_000);
  await directories.get(url);
  await directories.read(url);
  expect(asked).toHaveLength(3);
});

it('refuses what is no directory', async () => {
  const { exchange } = acmeExchange({ json: { newNonce: 'x' } }, { status: 404 });
  const directories = createDirectories(exchange, () => new Date());
  await expect(directories.get(url)).rejects.toMatchObject({ code: 'not_an_acme_server', isFinal: true });
  await expect(directories.get(url)).rejects.toMatchObject({ isFinal: true });
});
