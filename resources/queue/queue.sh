#!/bin/sh
# Takes part in the queue of a run. POSIX sh with redis-cli, psql or mysql; every step is atomic in the queue itself.
#   queue.sh load           puts all items of $ZDTP_ITEMS in, exactly once however often it runs; the mark "loaded" comes last
#   queue.sh take           takes ONE item for this pod; its name goes to $ZDTP_WORK/item and into the termination message
#   queue.sh report         stays beside the worker: tells that it lives, and at the end how its item ended
#   queue.sh feed           stays beside the worker: hands over one item after the other until none is left
#   queue.sh ledger         one line of JSON: every item is queued, taken by a pod, done or failed
#   queue.sh again ITEM     puts a failed item back, after what it left was cleaned up
# An item is taken at most once. What a pod had taken that is not heard of for $ZDTP_QUEUE_PATIENCE seconds is failed, or is
# queued again with ZDTP_QUEUE_AGAIN=1 (engines to which a second start does no harm).
# Environment: ZDTP_QUEUE_KIND redis | postgresql | mysql, QUEUE_URL (may hold user and password: never an argument of a
# process), QUEUE_NAME, POD_NAME, POD_UID, ZDTP_LOADER_UID.
set -u
here=${ZDTP_QUEUE_SCRIPTS:-/zdtp/queue}
items=${ZDTP_ITEMS:-/zdtp/items}
work=${ZDTP_WORK:-/zdtp/work}
message=${ZDTP_TERMINATION_MESSAGE:-/dev/termination-log}
kind=${ZDTP_QUEUE_KIND:?} queue=${QUEUE_NAME:?}
pod=${POD_NAME:-} uid=${POD_UID:-}
patience=${ZDTP_QUEUE_PATIENCE:-300} again=${ZDTP_QUEUE_AGAIN:-0}
unreachable=${ZDTP_QUEUE_UNREACHABLE:-300} # seconds until a queue that does not answer is given up
pause=${ZDTP_QUEUE_PAUSE:-1}               # seconds between two looks
over=79                                    # exit code: nothing is left, and some items failed

say() { printf '%s\n' "$*" >&2; }
terminate_with() { printf '%s' "$1" 2>/dev/null >"$message" || :; }
give_up() {
    say "failed: $1"
    terminate_with "{\"problem\": \"$1\"}"
    exit 1
}

# %41 → A, byte by byte.
decode() {
    rest=$1 plain=''
    while :; do
        case $rest in
        *%[0-9A-Fa-f][0-9A-Fa-f]*)
            before=${rest%%\%[0-9A-Fa-f][0-9A-Fa-f]*}
            rest=${rest#"$before"%}
            after=${rest#??}
            plain=$plain$before$(printf "\\$(printf '%03o' "0x${rest%"$after"}")")
            rest=$after
            ;;
        *) break ;;
        esac
    done
    printf '%s' "$plain$rest"
}
# scheme://user:password@host:port/path?query
url=${QUEUE_URL:?}
scheme=${url%%://*} rest=${url#*://}
user='' password='' authority=${rest%%[/?]*}
path=${rest#"$authority"}
case $authority in
*@*)
    user=${authority%@*} authority=${authority##*@}
    case $user in *:*) password=$(decode "${user#*:}") user=${user%%:*} ;; esac
    user=$(decode "$user")
    ;;
esac
host=${authority%:*} port=''
case $authority in *\]) host=$authority ;; *:*) port=${authority##*:} ;; esac
plain_host=${host#\[}
plain_host=${plain_host%\]}

client_redis() {
    tls='' database=${path#/}
    [ "$scheme" != rediss ] || tls=--tls
    [ -z "$password" ] || export REDISCLI_AUTH="$password"
    # shellcheck disable=SC2086
    redis-cli -e ${tls} -h "$plain_host" -p "${port:-6379}" ${user:+--user "$user"} ${database:+-n "$database"} "$@"
}
client_postgresql() {
    [ -z "$password" ] || export PGPASSWORD="$password"
    [ -z "$user" ] || export PGUSER="$user"
    PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10} psql -XAtq "$scheme://$authority$path" "$@"
}

# ask_KIND COMMAND [A [B [C]]]: one step, one line of answer.
ask_redis() {
    command=$1
    shift
    case $command in
    take | ledger) if [ "$again" = 1 ]; then set -- "$patience" again; else set -- "$patience" never; fi ;;
    begin) ;;
    finish) set -- "$1" "$2" "$3" ;;
    esac
    client_redis --eval "$here/redis.lua" "$queue" , "$command" "$pod" "$uid" "$@" </dev/null
}
ask_postgresql() {
    client_postgresql -v command="$1" -v queue="$queue" -v pod="$pod" -v uid="$uid" -v patience="$patience" -v again="$again" \
        -v item="${2-}" -v number="${2-}" -v state="${3-}" -v reason="${4-}" -f "$here/postgresql.sql" </dev/null
}
ask() {
    began=$(date +%s)
    while :; do
        if answer=$("ask_$kind" "$@" 2>"$errors") && [ -n "$answer" ]; then
            case $answer in
            ERR* | NOSCRIPT* | WRONG* | NOAUTH* | LOADING* | MISCONF* | READONLY* | unknown*) printf '%s\n' "$answer" >"$errors" ;;
            *) return 0 ;;
            esac
        fi
        why=$(head -n 1 "$errors" | tr -d '"\\' | tr '\t' ' ')
        [ $(($(date +%s) - began)) -lt "$unreachable" ] || give_up "the queue did not answer for $unreachable seconds: $why"
        say "the queue does not answer, asking again: $why"
        nap
    done
}
# A signal ends the pause at once.
nap() {
    sleep "$pause" &
    wait $! 2>/dev/null
}

load_all_redis() {
    sha=$(client_redis -x SCRIPT LOAD <"$here/redis.lua") || return 1
    for file in "$items"/*; do
        printf 'EVALSHA %s 1 "%s" load "" "" "%s"\n' "$sha" "$queue" "${file##*/}"
    done | client_redis >"$errors" || return 1
    ! grep -qv '^"*ok"*$' "$errors"
}
load_all_postgresql() {
    {
        printf 'BEGIN;\n'
        for file in "$items"/*; do
            printf "INSERT INTO zdtp_queue_item (queue, item) SELECT '%s', '%s' FROM zdtp_queue WHERE queue = '%s' AND loaded IS NULL ON CONFLICT DO NOTHING;\n" \
                "$queue" "${file##*/}" "$queue"
        done
        printf 'COMMIT;\n'
    } | client_postgresql -v ON_ERROR_STOP=1 -f - >/dev/null 2>"$errors"
}
load() {
    number=0
    for file in "$items"/*; do [ ! -f "$file" ] || number=$((number + 1)); done
    [ "$number" -gt 0 ] || give_up "there are no items in $items"
    uid=${ZDTP_LOADER_UID:-loader}
    ask begin
    case $answer in
    foreign) give_up "the queue $queue was loaded by another launch: its items are not put in again" ;;
    already)
        say "loaded already: $number items"
        return
        ;;
    esac
    began=$(date +%s)
    until "load_all_$kind"; do
        [ $(($(date +%s) - began)) -lt "$unreachable" ] || give_up "the items could not be put in: $(head -n 1 "$errors" | tr -d '"\\')"
        say "the items could not be put in, trying again: $(head -n 1 "$errors")"
        nap
    done
    ask loaded "$number"
    [ "$answer" = ok ] || give_up "the queue $queue holds other items than the $number of this run"
    say "loaded: $number items"
    terminate_with "{\"items\": $number}"
}

# The next item, or the end: sets `answer` to "item NAME", "empty" or "over". While others are at work an item may still come back.
next() {
    waiting=$(date +%s)
    while :; do
        ask take
        case $answer in
        wait)
            [ $(($(date +%s) - waiting)) -lt "$unreachable" ] || give_up "the queue $queue is not loaded; look at the loader's Job"
            ;;
        busy) ;;
        *) return ;;
        esac
        [ -z "$stopping" ] || return
        nap
    done
}
# For the worker beside us, which shares the folder: the name is there whole or not at all.
hand() {
    printf '%s\n' "$2" >"$work/.$1" && mv "$work/.$1" "$work/$1"
}
take() {
    next
    case $answer in
    item\ *)
        say "taken: ${answer#item }"
        terminate_with "{\"worker\": \"${answer#item }\"}"
        hand item "${answer#item }"
        ;;
    over)
        say "nothing is left to take, and some items failed"
        terminate_with '{"worker": null, "over": true}'
        exit "$over"
        ;;
    *)
        say "nothing is left to take"
        terminate_with '{"worker": null}'
        ;;
    esac
}
# watch_over ITEM EXIT: until the worker has written its exit code, or we are told to end because it is gone.
watch_over() {
    beat=0
    while [ ! -e "$work/$2" ] && [ -z "$stopping" ]; do
        now=$(date +%s)
        if [ $((now - beat)) -ge $(((patience + 4) / 5)) ]; then
            ask beat
            beat=$now
        fi
        nap
    done
    code=$(cat "$work/$2" 2>/dev/null)
    case $code in
    0) ask finish "$1" 'done' '' ;;
    '') ask finish "$1" failed 'the worker ended without an exit code' ;;
    *) ask finish "$1" failed "exit code $code" ;;
    esac
    say "$1: ${code:-ended without an exit code}"
    [ "$answer" = ok ] || say "$1 is not this pod's any more"
}
report() {
    name=$(cat "$work/item" 2>/dev/null) || return 0
    watch_over "$name" exit
}
feed() {
    number=1
    while [ -z "$stopping" ]; do
        next
        case $answer in
        item\ *)
            name=${answer#item }
            say "taken: $name"
            hand "item.$number" "$name"
            watch_over "$name" "exit.$number"
            number=$((number + 1))
            ;;
        *)
            [ -z "$stopping" ] || return 0
            say "nothing is left to take"
            if [ "$answer" = over ]; then hand end "$over"; else hand end 0; fi
            return 0
            ;;
        esac
    done
}

errors=$(mktemp "${TMPDIR:-/tmp}/zdtp.XXXXXX") || exit 1
stopping=''
trap 'rm -f "$errors"' EXIT
trap 'stopping=1' TERM INT
# shellcheck source=/dev/null
[ "$kind" != mysql ] || . "$here/mysql.sh"
case ${1-} in
load | take | report | feed) "$1" ;;
ledger)
    ask ledger
    printf '%s\n' "$answer"
    terminate_with "$(printf '%s' "$answer" | sed 's/, *"list".*/}/; s/"list": *\[.*\], *//')"
    ;;
again)
    ask again "${2:?}"
    [ "$answer" = ok ] || give_up "$2 cannot be put back: it is $answer"
    ;;
*)
    say "queue.sh load | take | report | feed | ledger | again ITEM"
    exit 2
    ;;
esac
