#!/usr/bin/env bash
# NSS certutil (Debian package libnss3-tools, 3.87.1 when this was written), database in SQLite format: a certificate and
# its renewal with the same subject, each imported under a nickname of its own.
#
# Guess:  `certutil -L -n 2026` gives the certificate that was imported as 2026.
# Seen:   the nickname only leads to the subject, and all certificates of that subject are printed, the one that begins
#         last first; with -a as several PEM blocks. It is the same for both nicknames and for either order of import.
#         Deleting by nickname does tell them apart.
# So:     `certutil -L -n 2026 -a | openssl x509 -enddate` says that the old certificate ends when the new one does: an
#         inventory that asks by nickname sees no expiry. Read all blocks and compare fingerprints or serial numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get update -qq
apt-get download -qq -o APT::Sandbox::User=root libnss3-tools libnss3 libnspr4
for package in *.deb; do dpkg -x "$package" root; done
ls -- *.deb
libraries=$(dirname "$(find root -name libnss3.so | head -1)")
nss() { LD_LIBRARY_PATH=$work/$libraries "$work/root/usr/bin/certutil" "$@"; }
for year in 1:2026 2:2027; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=host.example \
    -days $((300 * ${year%:*})) -out "${year#*:}.pem" 2>/dev/null
  sleep 2 # a renewal begins later than what it replaces
done
fingerprint() { openssl x509 -noout -fingerprint -sha256; }
which_one() {
  local found
  found=$(fingerprint)
  for year in 2026 2027; do [ "$found" != "$(fingerprint <"$year.pem")" ] || echo "$year"; done
}
for order in '2026 2027' '2027 2026'; do
  rm -rf db && mkdir db
  nss -N -d sql:db --empty-password
  for year in $order; do nss -A -d sql:db -n "$year" -t ,, -i "$year.pem"; done
  for year in 2026 2027; do
    nss -L -d sql:db -n "$year" -a >asked
    echo "imported $order: -n $year gives $(grep -c BEGIN asked) certificates, first that of $(which_one <asked)"
  done
  nss -D -d sql:db -n 2026
  nss -L -d sql:db -n 2027 -a >asked
  echo "  -D -n 2026 leaves $(grep -c BEGIN asked), that of $(which_one <asked)"
done | tee seen
cat >expected <<'TEXT'
imported 2026 2027: -n 2026 gives 2 certificates, first that of 2027
imported 2026 2027: -n 2027 gives 2 certificates, first that of 2027
  -D -n 2026 leaves 1, that of 2027
imported 2027 2026: -n 2026 gives 2 certificates, first that of 2027
imported 2027 2026: -n 2027 gives 2 certificates, first that of 2027
  -D -n 2026 leaves 1, that of 2027
TEXT
cmp expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
