#!/usr/bin/env bash
# OpenSSL, a CA whose index.txt was written by another program, with serial numbers in small letters, as Go, Node.js and
# most databases print them (`ab12`, not `AB12`).
#
# Guess:  `openssl ca -gencrl` and `openssl ocsp -index` read the same file in the same way.
# Seen:   the list has the revoked certificate. The responder does not find it in the same file and answers "unknown", and
#         so it does for every serial number that has a letter in it; those of digits alone are found. In capital letters
#         both agree. Nothing is logged.
# So:     whoever feeds a responder writes capital letters and an even number of them, and tests with a serial number that
#         has letters. Whoever reads "unknown" beside a list that says "revoked" has a fault in the index before him.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -keyout ca.key -out ca.pem -days 30 -subj '/CN=CA' 2>/dev/null
openssl req "${key[@]}" -keyout leaf.key -out leaf.csr -subj '/CN=leaf' 2>/dev/null
printf '[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=7\ncrlnumber=number\n' >ca.cnf
echo 01 >number
echo 'unique_subject = no' >index.txt.attr
# look <what> <serial number as index.txt has it>
look() {
  openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial "0x$2" -days 20 -out leaf.pem 2>/dev/null
  printf 'R\t491231235959Z\t260101000000Z\t%s\tunknown\t/CN=leaf\n' "$2" >index.txt
  openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem -out crl.pem 2>/dev/null
  local listed=no
  if openssl crl -in crl.pem -noout -text | grep -qi "Serial Number: $2"; then listed=yes; fi
  openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout question.der 2>/dev/null
  openssl ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -reqin question.der -respout answer.der -ndays 1 2>log
  local said
  said=$(openssl ocsp -respin answer.der -issuer ca.pem -cert leaf.pem -CAfile ca.pem -no_nonce 2>/dev/null)
  printf '%s: in the list %s, answer %s\n' "$1" "$listed" "$(sed -n 's/^leaf.pem: //p' <<<"$said")"
}
openssl version
{
  look 'capital letters' ABCDEF0123
  look 'small letters' abcdef0123
  look 'digits alone' 1234567890
} | tee seen
cat >expected <<'TEXT'
capital letters: in the list yes, answer revoked
small letters: in the list yes, answer unknown
digits alone: in the list yes, answer revoked
TEXT
diff expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
