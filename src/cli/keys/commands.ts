import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, loadConfig, type Environment } from '../../config/config';
import { loadMasterKeys, masterKeyFile, payloadKeys } from '../../config/kept-secrets';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { contextKeyText } from '../../domain/secrets/context-key';

/**
 * A new key of a context (X25519, RFC 7748) as the file that its workers read: the private key, and in a remark what the
 * processes with the master key are to be given.
 */
export function contextKeyFile(context: SecurityContext): string {
  const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const [privateKey, publicKey] = [
    contextKeyText({ kind: 'private', context, key: jwk.d! }),
    contextKeyText({ kind: 'public', context, key: jwk.x! }),
  ];
  return [
    `# Private key of the security context ${context}: for CERTLOOM_CONTEXT_KEY_FILE of its workers, and for nobody else.`,
    '# API and workers with the master key have its public key in CERTLOOM_CONTEXT_PUBLIC_KEYS:',
    `# ${publicKey}`,
    privateKey,
    '',
  ].join('\n');
}

/**
 * The key that seals payloads of runs as this configuration has it, in base64url: that of `CERTLOOM_PAYLOAD_KEY`, else
 * the one of the master key. Makes none: throws `ConfigError` where there is no master key.
 */
export function payloadKeyText(env: Environment = process.env): string {
  const config = loadConfig(env);
  const [given] = config.payloadKey;
  if (given !== undefined) return given.toString('base64url');
  const file = path.join(config.dataDir, masterKeyFile);
  if (config.masterKey === undefined && !existsSync(file)) {
    throw new ConfigError([`${file} is not there, and CERTLOOM_MASTER_KEY is not set: a new key would open nothing`]);
  }
  const [first] = payloadKeys(config, loadMasterKeys(config));
  return first!.toString('base64url');
}
