#!/bin/sh
# Makes the secrets of docker-compose.yml, one file each in ./secrets, or in the folder that is given. What is there stays.
set -eu
folder=${1:-$(dirname "$0")/../secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

# keep <name>: writes standard input into a new file. Its reader in a container has another uid, so everybody may read
# it; who is not its owner does not get into the folder.
keep() {
  if [ -e "$folder/$1" ]; then
    cat > /dev/null
    return
  fi
  cat > "$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  echo "made $folder/$1"
}

# 64 hexadecimal digits.
random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

for name in admin-key master-key postgres-password mongo-root-password mongo-certloom-password mongo-replica-key \
  mongo-scripts-password; do
  random | keep "$name"
done
printf 'mongodb://certloom:%s@mongodb:27017/certloom?replicaSet=certloom&authSource=admin' \
  "$(cat "$folder/mongo-certloom-password")" | keep mongodb-uri
# Of workers that run scripts, see scripts-role.json.
printf 'mongodb://certloom-scripts:%s@mongodb:27017/certloom?replicaSet=certloom&authSource=admin' \
  "$(cat "$folder/mongo-scripts-password")" | keep mongodb-scripts-uri
# The mail catcher; put the address of a real server here, with user and password.
printf 'smtp://mailpit:1025' | keep smtp-url

# Base64url without padding, of standard input.
base64url() { base64 | tr -d '\n=' | tr '+/' '-_'; }

head -c 32 /dev/urandom | base64url | keep payload-key

# A key pair for the scripts of each security context (X25519), as `certloom context-key` makes them: the private half
# for its worker alone, the public halves for API and workers that seal secrets.
for context in api service; do
  head -c 32 /dev/urandom | base64url | sed "s/^/clc_private_${context}_/" | keep "context-key-$context"
done
# RFC 8410: what stands before the 32 bytes in DER.
raw() { sed 's/^clc_private_[a-z]*_//' "$folder/context-key-$1" | tr -- '-_' '+/' | sed 's/$/=/' | base64 -d; }
public() {
  { printf '\060\056\002\001\000\060\005\006\003\053\145\156\004\042\004\040'; raw "$1"; } |
    openssl pkey -inform DER -pubout -outform DER | tail -c 32 | base64url | sed "s/^/clc_public_$1_/"
}
if [ ! -e "$folder/context-public-keys" ]; then
  command -v openssl > /dev/null || { echo 'openssl is needed for the public keys of scripts' >&2; exit 1; }
fi
{ [ -e "$folder/context-public-keys" ] || printf '%s,%s' "$(public api)" "$(public service)"; } | keep context-public-keys
