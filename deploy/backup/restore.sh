#!/usr/bin/env bash
# Puts a backup of Klaster in place, after checking it. Stop the server first.
#
#   restore.sh sqlite FILE DATA_DIR
#   restore.sh postgres FILE
#
# The embedded database that is there is kept beside the new one, in DATA_DIR/before-restore-TIME.
# PostgreSQL is found as its own programs find it: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSFILE; the
# database must exist and be empty. The keys are not touched.
set -euo pipefail
umask 077

fail() {
    echo "restore: $*" >&2
    exit 1
}

check_sum() {
    [ -f "$1" ] || fail "$1 is not a file"
    if [ -f "$1.sha256" ]; then
        (cd "$(dirname -- "$1")" && sha256sum --check --quiet -- "$(basename -- "$1").sha256") ||
            fail "$1 is not what was backed up; nothing was changed"
    else
        echo "restore: $1.sha256 is missing: going on without it" >&2
    fi
}

# The program takes a copy apart from the data, reads all of it, and says whether it knows its version.
check_sqlite() {
    local file=$1 staging=$2
    mkdir -- "$staging/data"
    cp -- "$file" "$staging/data/klaster.db"
    klaster migrate status --data "$staging/data" >"$staging/status" ||
        fail "$file cannot be used by this version; nothing was changed"
    grep -q '^applied ' "$staging/status" || fail "$file holds no data of Klaster; nothing was changed"
    klaster backup --data "$staging/data" "$staging/klaster.db" >/dev/null ||
        fail "$file is damaged; nothing was changed"
}

restore_sqlite() {
    local file=$1 data=$2 staging name
    check_sum "$file"
    [ -d "$data" ] || mkdir -p -- "$data"
    # The server holds this lock for as long as it runs, and does not start while we do.
    exec 9<>"$data/klaster.lock"
    flock --nonblock 9 || fail "$data is in use by process $(cat "$data/klaster.lock"); stop it first"
    # On the same file system, so that the last step is a change of names.
    staging=$(mktemp -d -- "$data/restoring.XXXXXX")
    # shellcheck disable=SC2064  # The name is known now and gone at the end.
    trap "rm -rf -- '$staging'" EXIT
    check_sqlite "$file" "$staging"
    local kept
    kept=$data/before-restore-$(date -u +%Y%m%dT%H%M%SZ)
    # What was not yet written from -wal belongs to the old database and would spoil the new one.
    for name in klaster.db klaster.db-wal klaster.db-shm; do
        [ ! -e "$data/$name" ] || { mkdir -p -- "$kept" && mv -- "$data/$name" "$kept/"; }
    done
    mv -- "$staging/klaster.db" "$data/klaster.db"
    [ -e "$data/VERSION" ] || mv -- "$staging/data/VERSION" "$data/VERSION"
    # Root may restore for the account that the server runs as.
    [ "$(id -u)" != 0 ] || chown -R --reference="$data" -- "$data"
    sync "$data/klaster.db" "$data"
    echo "restore: $data/klaster.db is $file"
    [ ! -d "$kept" ] || echo "restore: what was there is in $kept"
    if grep -q '^pending ' "$staging/status"; then
        echo "restore: it is of an older version: run the migrations before you start the server"
    fi
}

restore_postgres() {
    local file=$1 tables listed contents
    local count="select count(*) from pg_tables where schemaname = 'public'"
    check_sum "$file"
    listed=$(pg_restore --list "$file" | grep -c ' TABLE public ') ||
        fail "$file holds no tables; nothing was changed"
    tables=$(psql --no-psqlrc --tuples-only --no-align --command="$count")
    [ "$tables" = 0 ] || fail "the database holds $tables tables; restore into an empty one"
    # Policies and privileges are put up by the program: their roles may not be there yet, and until
    # then the tables show nothing to anybody but their owner.
    contents=$(mktemp)
    # shellcheck disable=SC2064  # The name is known now and gone at the end.
    trap "rm -f -- '$contents'" EXIT
    pg_restore --list "$file" | grep -v ' POLICY ' >"$contents"
    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges \
        --use-list="$contents" --dbname="${PGDATABASE:?names the database}" "$file"
    tables=$(psql --no-psqlrc --tuples-only --no-align --command="$count")
    [ "$tables" = "$listed" ] || fail "$tables of $listed tables are there"
    # The numbers of transactions are another server's; to this one all of these have ended, and
    # readers of the journal wait for those that have not. What is in the chain of the audit comes
    # before what is not, and the chain ends between the two: what waits for its seal gets it next.
    # Without policies the journal shows nothing to its owner either; the migrations put them back.
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --single-transaction --file=- <<'SQL'
alter table journal no force row level security;
do $$ begin
    -- A copy of a version without the audit is in order as it is.
    if to_regclass('seal_head') is null then
        update journal set transaction = 0;
    else
        update journal set transaction = case
            when (journal.transaction, journal.position) <= (ended.transaction, ended.position) then 0
            else 1
        end from seal_head ended;
        update seal_head set transaction = 1, position = 0;
    end if;
end $$;
SQL
    # Only a superuser may analyze the system's own tables; that the others are skipped is no news.
    PGOPTIONS='--client-min-messages=error' psql --no-psqlrc --quiet --command='analyze'
    echo "restore: $tables tables from $file; run \`klaster migrate\` before you start the server"
}

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

case "${1:-} $#" in
"sqlite 3") restore_sqlite "$2" "${3%/}" ;;
"postgres 2") restore_postgres "$2" ;;
*) usage ;;
esac
