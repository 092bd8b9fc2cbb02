import { readKeyFields } from './read-fields';

const now = new Date('2030-01-01T00:00:00Z');
const others = { userName: 'joe', serverLogons: ['root@web1'], ownerMail: null };
const blob = Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1'), Buffer.alloc(32, 7)]);
const publicKey = `ssh-ed25519 ${blob.toString('base64')} joe's laptop`;

it('takes what the public key says', () => {
  const read = readKeyFields({ ...others, publicKey }, now);
  expect(read).toMatchObject({ keyType: 'ssh-ed25519', keyLength: 256, comment: "joe's laptop", createdAt: now });
  expect(read.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  // The same again beside it is no contradiction; a comment of one's own stands.
  expect(readKeyFields({ ...read, publicKey, comment: 'mine' }, now)).toEqual({ ...read, comment: 'mine' });
});

it.each([
  ['what is missing', { keyType: 'ssh-rsa' }, ['/fingerprint', '/keyLength']],
  ['what the key says otherwise', { publicKey, keyLength: 512 }, ['/keyLength']],
  ['what is no public key', { publicKey: 'ssh-ed25519 AAAA' }, ['/publicKey']],
])('names %s', (_name, given, pointers) => {
  try {
    readKeyFields({ ...others, ...given }, now);
    throw new Error('not refused');
  } catch (error) {
    const errors = pointers.map((pointer) => ({ pointer }));
    expect(error).toMatchObject({ code: 'validation_failed', more: { errors } });
  }
});
