#!/usr/bin/env bash
# A certification request whose names stand under Microsoft's own number for "these extensions, please"
# (1.3.6.1.4.1.311.2.1.14, as older Windows writes it) instead of extensionRequest of RFC 2985. Read by OpenSSL,
# cryptography (PyPI) 50.0.2, Go's crypto/x509, keytool of Java, @peculiar/x509 (npm) 2.2.0 and jsrsasign (npm) 11.1.5.
#
# Guess:  all of them read it, or none.
# Seen:   OpenSSL and cryptography tell the name as if it stood in the usual place. Go, keytool, @peculiar/x509 and
#         jsrsasign see a request without any name, and no error: an authority that is built on them (most ACME servers
#         and private CAs are written in Go) is asked for another certificate than the one that `openssl req -text` shows.
# So:     whoever takes requests from people reads both attributes, and compares the names that came with those that were
#         asked for.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check cryptography==50.0.2 asn1crypto==1.5.1
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @peculiar/x509@2.2.0 reflect-metadata@0.2.2 jsrsasign@11.1.5
cat >make.py <<'PY'
from asn1crypto import core, pem, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_pem_x509_csr


def value(tag, *parts):
    body = b''.join(parts)
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x81, len(body)])
    return bytes([tag]) + size + body


for label, number in (('usual', '1.2.840.113549.1.9.14'), ('microsoft', '1.3.6.1.4.1.311.2.1.14')):
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    names = x509.GeneralNames([x509.GeneralName('dns_name', 'a.example')])
    wish = x509.Extensions([{'extn_id': 'subject_alt_name', 'critical': False, 'extn_value': names}])
    attribute = value(0x30, core.ObjectIdentifier(number).dump(), value(0x31, wish.dump()))
    subject = x509.Name.build({'common_name': 'web server'}).dump()
    info = value(0x30, bytes([2, 1, 0]), subject, key.public_key().public_bytes(*form), value(0xA0, attribute))
    signature = key.sign(info, ec.ECDSA(hashes.SHA256()))
    der = value(0x30, info, bytes.fromhex('300a06082a8648ce3d040302'), value(3, b'\0', signature))
    text = pem.armor('CERTIFICATE REQUEST', der)
    with open(f'{label}.csr', 'wb') as file:
        file.write(text)
    request = load_pem_x509_csr(text)
    assert request.is_signature_valid
    print(f'cryptography, {label}: {len(request.extensions)}')
PY
cat >look.js <<'JS'
require('reflect-metadata');
const { readFileSync } = require('node:fs');
const { Pkcs10CertificateRequest } = require('@peculiar/x509');
const { KJUR } = require('jsrsasign');
for (const label of ['usual', 'microsoft']) {
  const pem = readFileSync(`${label}.csr`, 'utf8');
  console.log(`@peculiar/x509, ${label}: ${new Pkcs10CertificateRequest(pem).extensions.length}`);
  console.log(`jsrsasign, ${label}: ${(KJUR.asn1.csr.CSRUtil.getParam(pem).extreq ?? []).length}`);
}
JS
mkdir go
printf 'module look\n\ngo 1.22\n' >go/go.mod
cat >go/main.go <<'GO'
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	for _, label := range []string{"usual", "microsoft"} {
		text, _ := os.ReadFile("../" + label + ".csr")
		block, _ := pem.Decode(text)
		request, err := x509.ParseCertificateRequest(block.Bytes)
		if err != nil {
			panic(err)
		}
		fmt.Printf("Go, %s: %d\n", label, len(request.DNSNames))
	}
}
GO
{
  env/bin/python make.py
  for label in usual microsoft; do
    printf 'OpenSSL, %s: %s\n' "$label" "$(openssl req -in "$label.csr" -noout -text | grep -c DNS:a.example || true)"
    printf 'keytool, %s: %s\n' "$label" "$(keytool -printcertreq -file "$label.csr" 2>/dev/null | grep -c 'DNSName: a.example' || true)"
  done
  node look.js
  (cd go && go run .)
} | tee seen
openssl version
go version
java -version 2>&1 | head -1
for reader in OpenSSL cryptography Go keytool @peculiar/x509 jsrsasign; do
  printf '%s, usual: 1\n' "$reader"
  case $reader in OpenSSL | cryptography) n=1 ;; *) n=0 ;; esac
  printf '%s, microsoft: %s\n' "$reader" "$n"
done | sort >expected
sort seen | diff expected - || { echo "changed" >&2; exit 1; }
echo "as described"
