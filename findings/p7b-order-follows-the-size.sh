#!/usr/bin/env bash
# A chain as PKCS #7 (.p7b): cryptography (PyPI) 50.0.2 writes it, the openssl command unpacks it; and openssl writes it.
#
# Guess:  leaf, intermediate, root go in and come out in this order, as they do with openssl crl2pkcs7.
# Seen:   cryptography sorts the certificates by their bytes, as DER wants it for a SET. The bytes begin with the length,
#         so the shortest comes first: a leaf with one name stays in front, the same leaf with ten names goes last.
# So:     `openssl pkcs7 -print_certs` makes a chain file of it that a server refuses or serves root first, from the
#         renewal on that added a name. Take a .p7b as a set: find the leaf by its key, link the rest by issuer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check cryptography==50.0.2
cat >write.py <<'PY'
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID


def make(subject, issuer, key, signer, names):
    name = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2026, 1, 1))
        .not_valid_after(datetime.datetime(2027, 1, 1))
    )
    if names:
        dns = [x509.DNSName(f"host{i}.example.org") for i in range(names)]
        builder = builder.add_extension(x509.SubjectAlternativeName(dns), critical=False)
    else:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    return builder.sign(signer, hashes.SHA256())


root_key, middle_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
# The names differ in length by more than signatures do.
root = make("root", "root", root_key, root_key, 0)
middle = make("an intermediate authority", "root", middle_key, root_key, 0)
for names in (1, 10):
    leaf = make("leaf", "an intermediate authority", leaf_key, middle_key, names)
    chain = [leaf, middle, root]
    with open(f"cryptography-{names}.p7b", "wb") as file:
        file.write(pkcs7.serialize_certificates(chain, Encoding.PEM))
    with open(f"chain-{names}.pem", "wb") as file:
        file.write(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain))
PY
env/bin/python write.py
openssl version
for names in 1 10; do
  openssl crl2pkcs7 -nocrl -certfile "chain-$names.pem" -out "openssl-$names.p7b"
  for writer in openssl cryptography; do
    order=$(openssl pkcs7 -in "$writer-$names.p7b" -print_certs | sed -n 's/^subject=CN *= *//p' | paste -sd ' ')
    echo "$writer, names in the leaf: $names: $order"
  done
done | tee seen
cat >expected <<'TEXT'
openssl, names in the leaf: 1: leaf an intermediate authority root
cryptography, names in the leaf: 1: leaf root an intermediate authority
openssl, names in the leaf: 10: leaf an intermediate authority root
cryptography, names in the leaf: 10: root an intermediate authority leaf
TEXT
cmp expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
