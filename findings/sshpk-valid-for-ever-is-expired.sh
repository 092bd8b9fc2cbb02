#!/usr/bin/env bash
# sshpk (npm) 1.18.0, OpenSSH certificates as `ssh-keygen -s` makes them when nobody asks for an end: valid for ever.
#
# Guess:  such a certificate never counts as expired, and its end is far away or none.
# Seen:   `validUntil` is an Invalid Date and `isExpired()` says true, from the first second on; one with an end, and one
#         that ends after 2106, are read well. The date's JSON is null. A comment of two words behind the certificate
#         (`ssh-keygen -C "web server"`) makes the same file no SSH certificate line; in a public key it is no matter.
# So:     whoever sorts or warns by that end either drops these certificates or reports all of them as expired: the
#         largest number (2^64-1) has to be told apart before it becomes a date, and comments cut off first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sshpk@1.18.0
ssh-keygen -q -t ed25519 -N '' -C ca -f ca
# certificate <name> <comment> <options…>
certificate() {
  ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"
  ssh-keygen -q -s ca -I id -n root "${@:3}" "$1.pub"
}
certificate ever web
certificate year web -V +52w
certificate late web -V 20260101:21500101
certificate words 'web server'
cat >look.js <<'JS'
const { parseCertificate, parseKey } = require('sshpk');
const { readFileSync } = require('node:fs');
for (const name of ['ever', 'year', 'late', 'words']) {
  try {
    const certificate = parseCertificate(readFileSync(`${name}-cert.pub`), 'openssh');
    const end = certificate.validUntil;
    const year = Number.isNaN(end.getTime()) ? 'none' : end.getUTCFullYear() > 2100 ? 'after 2100' : 'soon';
    console.log(`${name}: end ${year}, expired ${certificate.isExpired()}`);
  } catch (error) {
    console.log(`${name}: ${error.innerErr?.message ?? error.message}; its key alone: ${parseKey(readFileSync(`${name}.pub`)).comment}`);
  }
}
JS
node look.js | tee seen
cat >expected <<'TEXT'
ever: end none, expired true
year: end soon, expired false
late: end after 2100, expired false
words: Not a valid SSH certificate line; its key alone: web server
TEXT
diff expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
