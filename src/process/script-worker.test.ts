import { loadConfig } from '../config/config';
import { missingForScripts, servesScriptsOnly } from './script-worker';

const payloadKey = Buffer.alloc(32, 7).toString('base64');

describe('a worker that serves scripts only', () => {
  it.each([
    { serves: 'scripts-api', only: true },
    { serves: 'scripts-service,scripts-api', only: true },
    { serves: 'scripts-api,delivery', only: false },
    { serves: 'certloom,scan,delivery', only: false },
  ])('serves $serves: $only', ({ serves, only }) =>
    expect(servesScriptsOnly(loadConfig({ CERTLOOM_WORKER_SERVES: serves }))).toBe(only),
  );

  it('needs the key of payloads, unless they are not sealed', () => {
    expect(missingForScripts(loadConfig({}))).toEqual([expect.stringMatching(/^CERTLOOM_PAYLOAD_KEY is not set/)]);
    expect(missingForScripts(loadConfig({ CERTLOOM_PAYLOAD_KEY: payloadKey }))).toEqual([]);
    expect(missingForScripts(loadConfig({ CERTLOOM_TEMPORAL_ENCRYPTION: 'off' }))).toEqual([]);
  });
});
