# shellcheck shell=bash
# What the tests of zdtp-local share: a cluster of their own in a private folder on a free port, and checks.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${ZDTP_BIN_DIR:-$root/build/dev/bin}
local_program=$bin/zdtp-local
scratch=$(mktemp -d "${TMPDIR:-/tmp}/zdtp-local-test.XXXXXX")
data=$scratch/data
export LC_ALL=C.UTF-8
passed=0 failed=0

# Where a cluster of these tests writes: stopped and removed at the end, whatever happened.
folders=("$data")
finish() {
    local code=$? folder
    trap - EXIT
    for folder in "${folders[@]}"; do
        [[ ! -d $folder ]] || { "$local_program" stop --data "$folder"; "$local_program" reset --yes --data "$folder"; } >/dev/null 2>&1 || true
        ! mountpoint -q "$folder" || umount "$folder"
    done
    if [[ ${ZDTP_KEEP:-} == true ]]; then echo "kept: $scratch"; else rm -rf "$scratch"; fi
    exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT

pass() { passed=$((passed + 1)); echo "pass  $*"; }
fail() { failed=$((failed + 1)); echo "FAIL  $*"; }
is() { # WHAT WANT GOT
    if [[ $2 == "$3" ]]; then pass "$1"; else fail "$1: expected '$2', got '$3'"; fi
}
has() { # WHAT PATTERN TEXT
    if grep -qE -- "$2" <<<"$3"; then pass "$1"; else fail "$1: no line matches '$2' in '${3:0:600}'"; fi
}
hasnt() { # WHAT PATTERN TEXT
    if grep -qE -- "$2" <<<"$3"; then fail "$1: a line matches '$2' in '${3:0:600}'"; else pass "$1"; fi
}
# Waits until a command prints what is expected; the limit only bounds a broken run.
becomes() { # WHAT WANT COMMAND…
    local what=$1 want=$2 got="" end=$((SECONDS + 120))
    shift 2
    while got=$("$@" 2>&1); [[ $got != "$want" ]]; do
        if [[ $SECONDS -ge $end ]]; then fail "$what: expected '$want', got '$got'"; return 1; fi
        read -r -t 0.05 <> <(:) || true
    done
    pass "$what"
}
summary() {
    echo "$passed passed, $failed failed"
    [[ $failed -eq 0 ]]
}

start() { # [OPTION…]
    "$local_program" serve --detach --data "$data" --port 0 --backoff 200 "$@" >"$scratch/start" 2>&1 || { cat "$scratch/start"; return 1; }
    endpoint=$(jq -r '"https://127.0.0.1:\(.port)"' "$data/endpoint")
}
server_pid() { cut -d' ' -f1 "$data/lock"; }
kill_server() {
    local pid
    pid=$(server_pid)
    kill -9 "$pid"
    tail --pid="$pid" -f /dev/null
}

# api METHOD PATH [BODY [TYPE]]: the answer's body; its code goes to $scratch/code.
api() {
    local method=$1 path=$2 body=${3:-} type=${4:-application/json}
    curl -sS --cacert "$data/pki/ca.crt" -H "Authorization: Bearer $(<"$data/token")" -X "$method" -o "$scratch/body" -w '%{http_code}' \
        ${body:+-H "Content-Type: $type" --data-binary "$body"} "$endpoint$path" >"$scratch/code"
    cat "$scratch/body"
}
code() { cat "$scratch/code"; }
stream() { # PATH: follows, unbuffered
    curl -sSN --cacert "$data/pki/ca.crt" -H "Authorization: Bearer $(<"$data/token")" "$endpoint$1"
}
ns=/api/v1/namespaces/default
# pod NAME COMMAND [SPEC-PATCH [CONTAINER-PATCH]]: makes a pod that runs a shell command.
pod() {
    local empty='{}'
    api POST $ns/pods "$(jq -n --arg name "$1" --arg command "$2" --argjson spec "${3:-$empty}" --argjson container "${4:-$empty}" \
        '{apiVersion: "v1", kind: "Pod", metadata: {name: $name}, spec: ({restartPolicy: "Never", terminationGracePeriodSeconds: 2,
          containers: [{name: "main", image: "busybox", command: ["bash", "-c", $command]} * $container]} * $spec)}')" >/dev/null
    [[ $(code) == 201 ]] || fail "pod $1 is created: $(cat "$scratch/body")"
}
of() { api GET "$ns/pods/$1" | jq -r "$2"; } # POD JQ
phase() { of "$1" .status.phase; }
status_word() { # as the table shows it
    curl -sS --cacert "$data/pki/ca.crt" -H "Authorization: Bearer $(<"$data/token")" -H 'Accept: application/json;as=Table;v=v1;g=meta.k8s.io' "$endpoint$ns/pods/$1" | jq -r '.rows[0].cells[2]'
}
logs() { api GET "$ns/pods/$1/log${2:+?$2}"; }
events_of() { api GET "$ns/events?fieldSelector=involvedObject.name=$1" | jq -r '.items[] | .reason + ": " + .message'; }
