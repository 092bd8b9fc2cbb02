#!/usr/bin/env bash
# cryptography (PyPI) 50.0.2, a CA whose certificate and OCSP answers are signed with RSASSA-PSS.
#
# Guess:  what the library says of the signature of a certificate it says of the signature of an OCSP answer, too.
# Seen:   of the certificate it gives the hash and the parameters. Of the answer, which it reads whole (successful, good),
#         `signature_hash_algorithm` raises UnsupportedAlgorithm, and there is no `signature_algorithm_parameters`: nobody
#         can tell from it with which hash and salt the answer has to be checked. With PKCS#1 v1.5 all is there.
# So:     a client that verifies answers by that property takes every answer of such a CA for a fault, and "the responder
#         failed" is not told from "signed with PSS". The algorithm has to be read from the DER.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
./venv/bin/pip install --quiet cryptography==50.0.2
pss=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32)
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=CA' "${pss[@]}" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj '/CN=leaf' 2>/dev/null
openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 20 -out leaf.pem 2>/dev/null
printf 'V\t491231235959Z\t\t07\tunknown\t/CN=leaf\n' >index.txt
openssl ocsp -issuer ca.pem -cert leaf.pem -reqout request.der -no_nonce 2>/dev/null
for padding in pkcs1 pss; do
  openssl ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -reqin request.der -respout "$padding.der" \
    -rsigopt "rsa_padding_mode:$padding" -ndays 1 >/dev/null 2>&1
done
cat >look.py <<'PY'
import cryptography
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import load_pem_x509_certificate, ocsp

print('cryptography', cryptography.__version__)


def hash_of(signed):
    try:
        return signed.signature_hash_algorithm.name
    except UnsupportedAlgorithm:
        return 'UnsupportedAlgorithm'


with open('ca.pem', 'rb') as file:
    ca = load_pem_x509_certificate(file.read())
print(f'certificate, pss: {hash_of(ca)}, parameters {type(ca.signature_algorithm_parameters).__name__}')
for padding in ('pkcs1', 'pss'):
    with open(f'{padding}.der', 'rb') as file:
        answer = ocsp.load_der_ocsp_response(file.read())
    status = f'{answer.response_status.name} {answer.certificate_status.name}'
    parameters = hasattr(answer, 'signature_algorithm_parameters')
    print(f'answer, {padding}: {status}, {hash_of(answer)}, parameters {parameters}')
PY
./venv/bin/python look.py | tee seen
cat >expected <<'TEXT'
certificate, pss: sha256, parameters PSS
answer, pkcs1: SUCCESSFUL GOOD, sha256, parameters False
answer, pss: SUCCESSFUL GOOD, UnsupportedAlgorithm, parameters False
TEXT
while read -r line; do grep -qF -- "$line" seen || { echo "changed: no longer seen: $line" >&2; exit 1; }; done <expected
echo "as described"
