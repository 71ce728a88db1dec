#!/bin/sh
# Creates the secrets of deploy/compose.production.yml in a folder, by default deploy/secrets, and keeps those that exist.
# Only the owner may enter the folder. The files are readable to all, because each container reads its own as another user.
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

# Letters and digits alone, since some are parts of URLs.
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
create() { [ -e "$1" ] || printf '%s\n' "$2" > "$1"; }

for name in postgres_password redis_password auth_key_secret service_client_secret grafana_password; do
  create "$name" "$(random)"
done
postgres=$(cat postgres_password)
redis=$(cat redis_password)
create database_url "postgres://masar:$postgres@pgbouncer:6432/postgres"
create direct_database_url "postgres://masar:$postgres@postgres:5432/postgres"
create pgbouncer_users "\"masar\" \"$postgres\""
create redis_url "redis://:$redis@redis:6379"
create redis_auth "requirepass $redis"
chmod 444 ./*

for name in tls_certificate twilio_auth_token firebase_credentials; do
  [ -e "$name" ] || echo "missing: $folder/$name" >&2
done
