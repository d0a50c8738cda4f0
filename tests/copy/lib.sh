# Shared by the tests of the copy: one scratch PostgreSQL, the rendered scripts of a task, and assertions.
# The caller has set -u and the variables probe (zdtp-plan-probe) and root (the source tree).
# shellcheck shell=bash disable=SC2154,SC2034
scratch=$(mktemp -d /tmp/zdtp-copy.XXXXXX)
chmod 755 "$scratch"
postgres=$root/app/scratch-postgres
passed=0 failed=0
src_password="read'er \"secret"
# shellcheck disable=SC2016
dst_password='wri$ter secret'

cleanup() {
    "$postgres" stop "$scratch/pg" immediate >/dev/null 2>&1
    rm -rf "$scratch"
}
trap cleanup EXIT

start_database() {
    port=$("$postgres" start "$scratch/pg") || exit 1
    sql postgres >/dev/null <<'SQL'
CREATE ROLE reader LOGIN PASSWORD 'read''er "secret';
CREATE ROLE writer LOGIN PASSWORD 'wri$ter secret';
CREATE DATABASE shop;
CREATE DATABASE dw OWNER writer;
SQL
}

# sql DATABASE ARG…: as the superuser, from standard input or -c.
sql() { local database=$1; shift; "$postgres" psql "$scratch/pg" -d "$database" -q -At -v ON_ERROR_STOP=1 "$@"; }

# task NAME TABLE [SPLIT] [PREPARE]: a document. TABLE and SPLIT are YAML.
task() {
    cat >"$scratch/$1.yaml" <<YAML
apiVersion: zdtp.io/v1
kind: SyncTask
metadata: {name: $1, namespace: default}
spec:
  type: full
  engine: psql-copy
  source: {url: "postgresql://127.0.0.1:$port/shop", user: reader, password: {secret: a, key: b}}
  target: {url: "postgresql://127.0.0.1:$port/dw", user: writer, password: {secret: a, key: b}}
  tables:
  - name: $2
${3:+    split: $3}
  prepare: ${4:-check-empty}
  options: {progressSeconds: 1}
YAML
    rm -rf "$scratch/config"
    "$probe" "$scratch/$1.yaml" files "$scratch/config" || exit 1
}

# in_pod OUTPUT ENVIRONMENT-AND-COMMAND: runs it as a container would: this environment and no other, an unprivileged user
# when we are root, read-only everything but a temporary folder. pod_path: where it finds programs.
in_pod() {
    local name=$1 script=$2
    rm -rf "$scratch/tmp.$name"
    mkdir -p "$scratch/tmp.$name"
    chmod 777 "$scratch/tmp.$name"
    : >"$scratch/$name.message"
    chmod 666 "$scratch/$name.message"
    {
        printf '%s\n' "$script"
        # shellcheck disable=SC2016
        printf 'export SRC_PASSWORD=%q DST_PASSWORD=%q TMPDIR=%q ZDTP_TERMINATION_LOG=%q\n' \
            "$src_password" "$dst_password" "$scratch/tmp.$name" "$scratch/$name.message"
        printf 'command=("${command[@]//\\/zdtp\\/config/%s}")\n' "${scratch//\//\\/}/config"
        # shellcheck disable=SC2016
        printf 'exec "${command[@]}"\n'
    } >"$scratch/$name.sh"
    chmod 755 "$scratch/$name.sh"
    chmod -R a+rX "$scratch/config"
    if [[ $(id -u) -eq 0 ]]; then
        exec setpriv --reuid 10001 --regid 10001 --clear-groups env -i PATH="${pod_path:-/usr/bin:/bin}" bash "$scratch/$name.sh" >"$scratch/$name.log" 2>&1
    else
        exec env -i PATH="${pod_path:-/usr/bin:/bin}" bash "$scratch/$name.sh" >"$scratch/$name.log" 2>&1
    fi
}

# worker TASK NAME [ATTEMPT]: runs to its end; code, $scratch/NAME.log, $scratch/NAME.message
worker() {
    (in_pod "$2" "$("$probe" "$scratch/$1.yaml" worker "$2" "${3:-1}")")
    code=$?
    log=$(<"$scratch/$2.log")
    message=$(<"$scratch/$2.message")
}

# The same in the background: sets pid.
worker_start() { start_pod "$2" "$("$probe" "$scratch/$1.yaml" worker "$2" "${3:-1}")"; }
start_pod() {
    (in_pod "$1" "$2") &
    pid=$!
}
worker_end() {
    wait "$pid"
    code=$?
    log=$(<"$scratch/$1.log")
    message=$(<"$scratch/$1.message")
}

helper() { # TASK KIND [WORKER] [SIDE]
    (in_pod helper "$("$probe" "$scratch/$1.yaml" helper "$2" "${3:-}" "${4:-target}")")
    code=$?
    log=$(<"$scratch/helper.log")
    message=$(<"$scratch/helper.message")
}

current=''
begin() { current=$1; wrong=''; }
expect() { # WHAT ACTUAL EXPECTED
    [[ $2 == "$3" ]] && return
    wrong+="    $1: is \"$2\", should be \"$3\""$'\n'
}
expect_like() { # WHAT ACTUAL PATTERN (a glob)
    # shellcheck disable=SC2053
    [[ $2 == $3 ]] && return
    wrong+="    $1: is \"$2\", should be like \"$3\""$'\n'
}
end() {
    if [[ -z $wrong ]]; then
        passed=$((passed + 1))
        printf 'ok    %s\n' "$current"
    else
        failed=$((failed + 1))
        printf 'FAIL  %s\n%s    the log:\n%s\n' "$current" "$wrong" "$(sed 's/^/        /' <<<"${log-}")"
    fi
}

# until_sql DATABASE QUERY: waits until the query answers t. A deadline, not a pause: 30 s.
until_sql() {
    local deadline=$((SECONDS + 30))
    until [[ $(sql "$1" -c "$2") == t ]]; do
        ((SECONDS < deadline)) || { wrong+="    never: $2"$'\n'; return 1; }
    done
}

# until_gone PATTERN: no process of this test runs on.
until_gone() {
    local deadline=$((SECONDS + 10))
    while pgrep -f "$1" >/dev/null; do
        ((SECONDS < deadline)) || { wrong+="    still runs: $(pgrep -af "$1" | head -n 3)"$'\n'; return 1; }
        read -r -t 0.1 <> <(:)
    done
}

# A digest over all rows in any order of columns that both sides have.
digest() { sql "$1" -c "SELECT count(*), md5(string_agg(r, '|' ORDER BY r)) FROM (SELECT ($2)::text AS r FROM $3) AS x"; }
