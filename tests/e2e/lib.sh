# shellcheck shell=bash
# What the end-to-end tests share: a private home, a local cluster on a free port, the sample's database, and checks that
# print what a user would see. Source it; everything that it started is stopped when the script ends.
# --cluster local|real [--kubeconfig F --name N]: without, a zdtp-local of its own; real: one that tests/cluster/up
# --real-node --name N started, as the user of F. tests/e2e/real does that.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${ZDTP_BIN_DIR:-$root/build/dev/bin}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/zdtp-e2e.XXXXXX")
export XDG_DATA_HOME=$scratch/data XDG_CONFIG_HOME=$scratch/config XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state
export LC_ALL=C.UTF-8
unset KUBECONFIG
PATH=$bin:$root/app:$PATH
passed=0 failed=0

cluster=local kubeconfig='' cluster_name=''
while [[ $# -gt 0 ]]; do
    case $1 in
        --cluster | --kubeconfig | --name)
            [[ $# -ge 2 ]] || { echo "$(basename "$0"): $1 needs a value" >&2; exit 2; }
            case $1 in --cluster) cluster=$2 ;; --kubeconfig) kubeconfig=$2 ;; --name) cluster_name=$2 ;; esac
            shift 2 ;;
        *) echo "$(basename "$0"): unknown argument $1" >&2; exit 2 ;;
    esac
done
case $cluster in
    local) ;;
    real) [[ -r $kubeconfig && -n $cluster_name ]] || { echo "$(basename "$0"): --cluster real wants --kubeconfig and --name; tests/e2e/real does all of it" >&2; exit 2; } ;;
    *) echo "$(basename "$0"): --cluster local or --cluster real" >&2; exit 2 ;;
esac

stop_everything() {
    local code=$?
    trap - EXIT
    [[ ! -d $XDG_DATA_HOME/zdtp/sample/postgres ]] || scratch-postgres stop "$XDG_DATA_HOME/zdtp/sample/postgres" >/dev/null 2>&1 || true
    zdtp-local stop >/dev/null 2>&1 || true
    if [[ ${ZDTP_KEEP:-} == true ]]; then
        echo "kept: $scratch"
    else
        rm -rf "$scratch"
    fi
    exit "$code"
}
trap stop_everything EXIT
trap 'exit 143' TERM INT

pass() { passed=$((passed + 1)); echo "pass  $*"; }
fail() {
    failed=$((failed + 1))
    echo "FAIL  $*"
    [[ ! -s $scratch/out ]] || sed 's/^/      | /' "$scratch/out"
}

# Runs a command, keeps its output (both streams) in $scratch/out, and checks its exit code.
expect() { # CODE WHAT COMMAND…
    local want=$1 what=$2 code=0
    shift 2
    "$@" >"$scratch/out" 2>&1 </dev/null || code=$?
    if [[ $code -eq $want ]]; then pass "$what"; else fail "$what: exit code $code, expected $want: $*"; fi
}
# The last command's output has a line that matches.
says() { # PATTERN WHAT
    if grep -qE -- "$1" "$scratch/out"; then pass "$2"; else fail "$2: no line matches $1"; fi
}
is() { # WHAT WANT GOT
    if [[ $2 == "$3" ]]; then pass "$1"; else : >"$scratch/out"; fail "$1: expected '$2', got '$3'"; fi
}
# Waits until a command succeeds; the limit only bounds a broken run.
until_true() { # SECONDS WHAT COMMAND…
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >"$scratch/out" 2>&1; do
        if [[ $SECONDS -ge $end ]]; then fail "$what: not within the time: $*"; return 1; fi
        read -r -t 0.1 <> <(:) || true
    done
    pass "$what"
}
# The cluster, and where its pods reach this machine.
start_cluster() {
    if [[ $cluster == local ]]; then
        expect 0 "the local cluster starts" zdtp-local serve --detach --port 0
        kubeconfig=$XDG_DATA_HOME/zdtp/local/kubeconfig
        return
    fi
    export KUBECONFIG=$kubeconfig ZDTP_SAMPLE_KUBECONFIG=$kubeconfig
    # 10.77.N.2 is the cluster, 10.77.N.1 this machine as it sees it.
    ZDTP_SAMPLE_ADDRESS=$(sed -n 's/^ *server: https:\/\/\(10\.77\.[0-9]*\)\.2:.*/\1.1/p' "$kubeconfig")
    export ZDTP_SAMPLE_ADDRESS
    expect 0 "the real cluster is there" "$root/tests/cluster/status" --name "$cluster_name"
}
summary() {
    echo "$passed passed, $failed failed"
    [[ $failed -eq 0 ]]
}

sql() { scratch-postgres psql "$XDG_DATA_HOME/zdtp/sample/postgres" -Atq -v ON_ERROR_STOP=1 -d "$1"; }
value() { sql "$1" <<<"$2"; }
# One number for every row of the table, in an order of its own: equal on both sides only if all rows are.
fingerprint() { value "$1" "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || coalesce(md5(string_agg(md5(o::text), '' ORDER BY id)), '') FROM public.orders o"; }
