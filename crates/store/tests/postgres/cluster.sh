#!/usr/bin/env bash
# Makes a cluster of PostgreSQL in a folder, unless it has one, and runs it there, on loopback alone, until it is told to
# end. Its user is `store`, who needs no password. As root it is Debian's user `postgres` that runs it, who must reach the
# folder.
#
# cluster.sh FOLDER PORT [-c SETTING=VALUE]…
set -euo pipefail
folder=$1 port=$2
shift 2
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cd "$folder"
if [ ! -e data/PG_VERSION ]; then
    "${as[@]}" "$bin/initdb" --pgdata=data --username=store --auth=trust --encoding=UTF8 --no-locale --no-sync >/dev/null
fi
exec "${as[@]}" "$bin/postgres" -D data -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 \
    -c max_connections=500 -c shared_buffers=64MB -c max_wal_size=256MB "$@"
