#!/usr/bin/env bash
# Backs up one database of Klaster to a folder, checks the copy, and removes old ones.
#
#   backup.sh sqlite DATA_DIR FOLDER [DAYS]
#   backup.sh postgres FOLDER [DAYS]
#
# Copies older than DAYS (30) are removed once a new one has been made; 0 keeps all. PostgreSQL is found
# as its own programs find it: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSFILE. The keys are not copied.
set -euo pipefail
umask 077

fail() {
    echo "backup: $*" >&2
    exit 1
}

# A name appears only when what it holds is whole and on the disk.
finish() {
    local file=$1
    sync "$partial"
    (cd "$folder" && sha256sum "${partial##*/}") | sed "s/ [^ ]*$/ ${file##*/}/" >"$file.sha256"
    sync "$file.sha256"
    mv -n -- "$partial" "$file"
    [ ! -e "$partial" ] || fail "$file exists"
    sync "$folder"
    echo "backup: $file, $(stat -c %s -- "$file") bytes"
}

prune() {
    # What a killed run has left.
    find "$folder" -maxdepth 1 -type f -name '.klaster-*' -mtime +1 -delete
    [ "$days" -gt 0 ] || return 0
    find "$folder" -maxdepth 1 -type f \
        \( -name "klaster-*.$1" -o -name "klaster-*.$1.sha256" \) -mtime "+$days" -print -delete |
        sed 's/^/backup: removed /'
}

back_up_sqlite() {
    local data=$1
    klaster backup --data "$data" "$partial" >/dev/null
    finish "$folder/klaster-$now.db"
    prune db
}

back_up_postgres() {
    # Whoever owns the tables is shown their rows by policies, too; this role is shown all of them.
    pg_dump --role=klaster_job --enable-row-security --format=custom --no-owner --no-privileges \
        --file="$partial"
    # Reads the list of contents, then every row, as a restore would.
    # Not with --quiet, which would leave before the list has ended.
    pg_restore --list "$partial" | grep ' TABLE DATA public seaql_migrations ' >/dev/null ||
        fail "the database ${PGDATABASE:-} is not one of Klaster"
    pg_restore --file=/dev/null "$partial"
    finish "$folder/klaster-$now.dump"
    prune dump
}

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

now=$(date -u +%Y%m%dT%H%M%SZ)
case "${1:-}" in
sqlite)
    [ $# -ge 3 ] || usage
    folder=$3 days=${4:-30}
    ;;
postgres)
    [ $# -ge 2 ] || usage
    folder=$2 days=${3:-30}
    ;;
*) usage ;;
esac
[[ $days =~ ^[0-9]+$ ]] || fail "the number of days is $days"
mkdir -p -- "$folder"
partial=$folder/.klaster-$now.partial
trap 'rm -f -- "$partial"' EXIT
case "$1" in
sqlite) back_up_sqlite "$2" ;;
postgres) back_up_postgres ;;
esac
