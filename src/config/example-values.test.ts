import { randomBytes } from 'node:crypto';
import { faultsOf } from '../../test/support/config-faults';
import { loadConfig } from './config';
import { hasExamplePassword, isExampleValue } from './example-values';

describe('values of examples', () => {
  it.each([
    'change-me-first-administrator',
    'change-me-change-me-change-me-change-me',
    'ChangeMe-ChangeMe-ChangeMe-ChangeMe1',
    'changemecertloom-changemecertloom',
    'CHANGE_THIS_KEY_BEFORE_PRODUCTION_000',
    'replace-with-32-random-characters-or-more',
    'your-master-key-with-32-characters-xx',
    'put-your-key-here-put-your-key-here-12',
    'placeholder-placeholder-placeholder',
  ])('refuses %s', (text) => {
    expect(isExampleValue(text)).toBe(true);
  });

  it('takes what is made by chance, in every usual spelling', () => {
    for (let n = 0; n < 2_000; n++) {
      const bytes = randomBytes(48);
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(isExampleValue(bytes.toString(form))).toBe(false);
    }
    expect(isExampleValue('exchange-medals-and-monkeys-tonight')).toBe(false);
  });

  it('looks at the credentials of an address and at nothing else of it', () => {
    expect(hasExamplePassword('mongodb://certloom:changemecertloom@a:1,b:2/certloom')).toBe(true);
    expect(hasExamplePassword('smtp://user:change%2Dme@mail.example.org')).toBe(true);
    expect(hasExamplePassword('smtp://user:k3bf0@change-me.example.org/?x=changeme')).toBe(false);
  });
});

describe('figure-F15: a start with secrets of an example', () => {
  it('is refused, and each variable is named without its value', () => {
    const faults = faultsOf({
      CERTLOOM_ADMIN_KEY: 'change-me-first-administrator',
      CERTLOOM_MASTER_KEY: 'change-me-change-me-change-me-change-me',
      MONGODB_URI: 'mongodb://certloom:changemecertloom@mongodb:27017/certloom',
      SMTP_URL: 'smtp://mailer:change-me@mail.example.org',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'CERTLOOM_ADMIN_KEY',
      'CERTLOOM_MASTER_KEY',
      'SMTP_URL',
      'MONGODB_URI',
    ]);
    for (const fault of faults) expect(fault).toContain('openssl rand');
    expect(faults.join()).not.toMatch(/change/i);
  });

  it('can still name such a key as an earlier one, so that its seals open', () => {
    const known = 'change-me-change-me-change-me-change-me';
    expect(loadConfig({ CERTLOOM_OLD_MASTER_KEYS: known }).oldMasterKeys).toEqual([known]);
  });
});
