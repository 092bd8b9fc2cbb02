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

for name in admin-key master-key postgres-password mongo-root-password mongo-certloom-password mongo-replica-key; do
  random | keep "$name"
done
printf 'mongodb://certloom:%s@mongodb:27017/certloom?replicaSet=certloom&authSource=admin' \
  "$(cat "$folder/mongo-certloom-password")" | keep mongodb-uri
# The mail catcher; put the address of a real server here, with user and password.
printf 'smtp://mailpit:1025' | keep smtp-url
