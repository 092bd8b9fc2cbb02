import type { Connection } from './queries';

export const authNames: Readonly<Record<Connection['auth']['type'], string>> = {
  none: 'nothing',
  basic: 'name and password',
  bearer: 'a token',
  oauth_client_credentials: 'OAuth client credentials',
};
