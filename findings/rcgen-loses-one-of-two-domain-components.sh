#!/usr/bin/env bash
# rcgen (crates.io) 0.14.10, a CA whose name has two domain components, as a directory gives them: DC=com, DC=example.
#
# Guess:  a certificate signed with `Issuer::from_ca_cert_pem` carries the CA's subject as its issuer.
# Seen:   a name holds one value for each kind of attribute: the second DC takes the place of the first, and no call says
#         so. The certificate's issuer is "DC=example, CN=Example CA", and OpenSSL finds no issuer for it. A request with
#         two OUs that is made with it asks for one. With one DC the same lines work.
# So:     nobody who has such a CA can sign with it, and the fault shows at the relying party only. Whoever compares what
#         was asked for with what came has to compare every part of the name, not just the common name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# ca <name> <domain components…>
ca() {
  local name=$1
  shift
  {
    printf '[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=v3\n[dn]\n'
    local n=0
    for part in "$@"; do printf '%d.DC=%s\n' "$((n += 1))" "$part"; done
    printf 'CN=Example CA\n[v3]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n'
  } >"$name.cnf"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.pem" \
    -config "$name.cnf" -days 300 2>/dev/null
}
ca one example
ca two com example
mkdir -p look/src && cd look
cat >Cargo.toml <<'TOML'
[package]
name = "look"
version = "0.1.0"
edition = "2021"
[dependencies]
rcgen = { version = "=0.14.10", default-features = false, features = ["ring", "pem", "x509-parser"] }
TOML
cat >src/main.rs <<'RUST'
use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair};
use std::fs::{read_to_string, write};

fn main() {
    for name in ["one", "two"] {
        let key = KeyPair::from_pem(&read_to_string(format!("../{name}.key")).unwrap()).unwrap();
        let ca = read_to_string(format!("../{name}.pem")).unwrap();
        let issuer = Issuer::from_ca_cert_pem(&ca, key).unwrap();
        let leaf = CertificateParams::new(vec!["a.example".into()]).unwrap();
        let signed = leaf.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        write(format!("../{name}.leaf"), signed.pem()).unwrap();
    }
    let mut wish = CertificateParams::new(vec!["a.example".into()]).unwrap();
    wish.distinguished_name = DistinguishedName::new();
    wish.distinguished_name.push(DnType::OrganizationalUnitName, "first");
    wish.distinguished_name.push(DnType::OrganizationalUnitName, "second");
    let request = wish.serialize_request(&KeyPair::generate().unwrap()).unwrap();
    write("../request", request.pem().unwrap()).unwrap();
}
RUST
cargo run --quiet
cd ..
{
  for name in one two; do
    printf '%s: CA %s; ' "$name" "$(openssl x509 -in "$name.pem" -noout -subject -nameopt RFC2253)"
    printf '%s; ' "$(openssl x509 -in "$name.leaf" -noout -issuer -nameopt RFC2253)"
    if openssl verify -CAfile "$name.pem" "$name.leaf" >verdict 2>&1; then echo 'chain OK'; else echo 'no issuer found'; fi
  done
  openssl req -in request -noout -subject -nameopt RFC2253
} | tee seen
cat >expected <<'TEXT'
one: CA subject=CN=Example CA,DC=example; issuer=CN=Example CA,DC=example; chain OK
two: CA subject=CN=Example CA,DC=example,DC=com; issuer=CN=Example CA,DC=example; no issuer found
subject=OU=second
TEXT
diff expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
