import { buildCertificate, toPem } from '../hostile/certificate-builder';

/** What the hooks of schemathesis are told; see hooks.py. */
export interface ConformanceScene {
  readonly url: string;
  readonly seed: number;
  /** API keys of administrators. */
  readonly keys: readonly string[];
  /** Identifiers of objects that the run must not change or remove, in lower case. */
  readonly kept: readonly string[];
  /** PEM, each new to the product. */
  readonly certificates: readonly string[];
}

/** Searches are limited to 300 a minute for each user; a run sends a hundred a second. */
const administrators = 40;
/** Deleting is tested too, and what is deleted is looked at no more. */
const objectsOfEachKind = 40;
const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const dayMs = 24 * 3_600_000;

/**
 * Fills a product that has just started: some objects of each kind, an upload with its firing and messages, a scan, and
 * administrators who share the requests. Throws what an answer says that is not the expected one.
 */
export async function setScene(url: string, adminKey: string, seed: number): Promise<ConformanceScene> {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const make = (path: string, body: unknown) => call<{ uuid: string }>('POST', path, body);

  const me = await call<{ uuid: string; roles: string[] }>('GET', '/me');
  const keys = [adminKey];
  const kept = [me.uuid, ...me.roles];
  for (let i = 1; i <= administrators; i++) {
    const user = await make('/users', {
      username: `conformance-${i}`,
      displayName: `Conformance ${i}`,
      roles: me.roles,
    });
    const { uuid, key } = await call<{ uuid: string; key: string }>('POST', '/api-keys', {
      name: 'k',
      user: user.uuid,
    });
    kept.push(user.uuid, uuid);
    keys.push(key);
  }
  const { items } = await call<{ items: { uuid: string }[] }>('GET', '/api-keys?limit=100');
  kept.push(...items.map(({ uuid }) => uuid));

  for (let n = 1; n <= objectsOfEachKind; n++) {
    await make('/users', { username: `person-${n}`, displayName: `Person ${n}`, email: `person${n}@example.org` });
    await make('/groups', { name: `group ${n}` });
    await make('/ra-profiles', { name: `profile ${n}` });
    await make('/roles', { name: `role ${n}`, permissions: [] });
    await make('/custom-attributes', { name: `attribute ${n}`, label: `Attribute ${n}`, contentType: 'string' });
    await make('/api-keys', { name: `key ${n}`, user: me.uuid });
    await make('/triggers', {
      name: `trigger ${n}`,
      event: 'certificate_expiring',
      kind: 'action',
      actions: [{ type: 'setOwner', owner: null }],
    });
    await make('/notification-profiles', {
      name: `hook ${n}`,
      recipientType: 'none',
      channels: [{ type: 'webhook', url: `https://hook-${n}.example.org/`, secrets: [webhookSecret] }],
    });
    await make('/collections', { name: `collection ${n}` });
    await make('/connections', { name: `connection ${n}`, baseUrl: `https://desk-${n}.example.org/api` });
    await call('PUT', `/secrets/secret-${n}`, { secret: `value of ${n}` });
    await make('/ssh-keys', {
      ...{ fingerprint: `SHA256:${String(n).padStart(43, 'A')}`, keyType: 'ssh-ed25519', keyLength: 256 },
      userName: `user-${n}`,
    });
    await make('/scripts', { name: `script-${n}`, runtime: 'node', content: `export default () => ${n};\n` });
    await make('/alerts', {
      ...{ name: `alert ${n}`, kind: 'expiration', schedule: { daily: { time: '06:00' } }, firstRun: 'baseline' },
      handlers: [{ name: 'log', type: 'event_log', settings: {} }],
    });
  }
  const profile = await make('/notification-profiles', {
    name: 'messages',
    recipientType: 'user',
    recipients: [me.uuid],
    channels: [{ type: 'internal' }],
  });
  const trigger = await make('/triggers', {
    name: 'tell',
    event: 'certificate_uploaded',
    kind: 'action',
    actions: [{ type: 'sendNotification', profiles: [profile.uuid] }],
  });
  await call('PUT', '/trigger-sets/certificate_uploaded', { ignore: [], actions: [trigger.uuid] });
  for (let i = 0; i < objectsOfEachKind; i++) {
    const notAfter = new Date(Date.now() + (5 + i) * dayMs);
    await call('POST', '/certificates/upload', { certificate: toPem(buildCertificate({ notAfter })) });
  }
  await call('POST', '/expiration-scan/run');
  const alert = await make('/alerts', {
    ...{ name: 'told', kind: 'expiration', schedule: { daily: { time: '06:00' } }, firstRun: 'fire' },
    handlers: [{ name: 'log', type: 'event_log', settings: {} }],
  });
  await call('POST', `/alerts/${alert.uuid}/run`);
  await call('POST', '/scripts/script-1/test', { execute: true });

  const certificates = Array.from({ length: 400 }, () =>
    toPem(buildCertificate({ notAfter: new Date(Date.now() + 30 * dayMs) })),
  );
  return { url, seed, keys, kept: kept.map((id) => id.toLowerCase()), certificates };
}
