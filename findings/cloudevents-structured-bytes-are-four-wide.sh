#!/usr/bin/env bash
# cloudevents (npm) 10.0.0, a certificate's DER as the data of an event, written and read by the same library.
#
# Guess:  both HTTP modes give back the bytes that were sent.
# Seen:   the binary mode gives a Buffer. The structured mode (`data_base64`) gives a Uint32Array: as many elements with
#         the same values, each four bytes wide. Printed, indexed or put through Buffer.from it looks right; whatever
#         takes the bytes below it, such as a hash or a write to a file, gets four for each.
# So:     a receiver that takes the fingerprint of `event.data` gets another one as soon as the sender changes its mode,
#         and finds no such certificate in its inventory. Read `data_base64` instead.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cloudevents@10.0.0
cat >look.js <<'JS'
const { createHash } = require('node:crypto');
const { CloudEvent, HTTP } = require('cloudevents');
const der = Buffer.from('30060201010c0161', 'hex');
const event = new CloudEvent({ source: '/ca', type: 'issued', datacontenttype: 'application/pkix-cert', data: der });
const fingerprint = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
console.log(`sent: ${der.length} bytes, fingerprint ${fingerprint(der)}`);
for (const mode of ['binary', 'structured']) {
  const { data, data_base64: text } = HTTP.toEvent(HTTP[mode](event));
  const same = fingerprint(data) === fingerprint(der) ? 'the same' : 'another';
  console.log(`${mode}: ${data.constructor.name}, length ${data.length}, ${data.byteLength} bytes, ${same} fingerprint`);
  console.log(`  Buffer.from(data) equals: ${Buffer.from(data).equals(der)}; data_base64 equals: ${text !== undefined && Buffer.from(text, 'base64').equals(der)}`);
}
JS
node look.js | tee seen
cat >expected <<'TEXT'
binary: Buffer, length 8, 8 bytes, the same fingerprint
structured: Uint32Array, length 8, 32 bytes, another fingerprint
  Buffer.from(data) equals: true; data_base64 equals: true
TEXT
while read -r line; do grep -qF -- "$line" seen || { echo "changed: no longer seen: $line" >&2; exit 1; }; done <expected
echo "as described"
