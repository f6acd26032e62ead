#!/usr/bin/env bash
# Makes a standby of a cluster that runs on loopback, in a folder of its own, and runs it there as cluster.sh does. The
# primary knows it as `standby`.
#
# standby.sh FOLDER PORT PORT_OF_PRIMARY [-c SETTING=VALUE]…
set -euo pipefail
folder=$1 port=$2 primary=$3
shift 3
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
(cd "$folder" && "${as[@]}" "$bin/pg_basebackup" --pgdata=data --write-recovery-conf --checkpoint=fast --no-sync \
    --dbname="host=127.0.0.1 port=$primary user=store application_name=standby")
exec "$(dirname "$0")/cluster.sh" "$folder" "$port" "$@"
