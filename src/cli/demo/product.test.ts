import { reachableUrl } from './product';

it.each([
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['http://[::]:9', 'http://[::1]:9'],
  ['http://10.0.0.5:80', 'http://10.0.0.5:80'],
])('reaches %s at %s', (url, reached) => expect(reachableUrl(url)).toBe(reached));
