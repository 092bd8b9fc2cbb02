#!/usr/bin/env bash
# HAProxy (Debian package, 2.6.12 when this was written): a renewed certificate put in by the runtime API, `set ssl cert`
# and `commit ssl cert`, as tools do that must not reload it. The file holds key, leaf and intermediate.
#
# Guess:  blank lines between PEM blocks do not matter, as in the file that HAProxy loads at its start; and when a part
#         is lost, the commit fails.
# Seen:   the first blank line ends the payload. What follows is read as further commands, of which the answer says
#         "Unknown command" behind "Transaction created", and the commit says "Success!". The server goes on with the new
#         leaf and without its intermediate. The same text from a file at start gives the whole chain.
# So:     clients that know the intermediate see nothing, others fail, and the deployment was reported as done. Take blank
#         lines out before sending, and look at the served chain afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$(cat "$work/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get update -qq
apt-get download -qq -o APT::Sandbox::User=root haproxy liblua5.3-0 libopentracing1 libopentracing-c-wrapper0
for package in *.deb; do dpkg -x "$package" root; done
ls -- *.deb
libraries=$(dirname "$(find "$work/root" -name 'liblua5.3.so.0' | head -1)")

new_key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${new_key[@]}" -keyout ca.key -subj /CN=intermediate -days 30 -out ca.pem 2>/dev/null
make_leaf() {
  openssl req "${new_key[@]}" -keyout leaf.key -subj "/CN=$1" -out leaf.csr 2>/dev/null
  openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 5 -out leaf.pem 2>/dev/null
  { cat leaf.key leaf.pem && echo && cat ca.pem; } >"$1.pem"
}
make_leaf first
make_leaf second

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >proxy.cfg <<TEXT
global
  stats socket $work/api mode 600 level admin
defaults
  mode http
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend tls
  bind 127.0.0.1:$port ssl crt $work/first.pem
TEXT
LD_LIBRARY_PATH=$libraries root/usr/sbin/haproxy -f proxy.cfg -D -p pid
cat >say.py <<'PY'
import socket
import sys

with socket.socket(socket.AF_UNIX) as api:
    api.connect("api")
    api.sendall(sys.stdin.buffer.read())
    api.shutdown(socket.SHUT_WR)
    while data := api.recv(4096):
        sys.stdout.buffer.write(data)
PY
served() {
  openssl s_client -connect "127.0.0.1:$port" -showcerts </dev/null 2>/dev/null |
    sed -n 's/^ *[0-9]* s:CN *= *//p' | paste -sd ' '
}
put() {
  { echo "set ssl cert $work/first.pem <<" && cat && echo; } | python3 say.py >answer
  echo "$1: $(grep -o 'Transaction created' answer), $(grep -q 'Unknown command' answer && echo some || echo no)" \
    "unknown commands," \
    "commit: $(echo "commit ssl cert $work/first.pem" | python3 say.py | grep -o 'Success'), served: $(served)"
}
{
  echo "loaded at start, with a blank line: served: $(served)"
  put 'sent with a blank line' <second.pem
  grep -v '^$' second.pem | put 'sent without'
} | tee seen
cat >expected <<'TEXT'
loaded at start, with a blank line: served: first intermediate
sent with a blank line: Transaction created, some unknown commands, commit: Success, served: second
sent without: Transaction created, no unknown commands, commit: Success, served: second intermediate
TEXT
cmp expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
