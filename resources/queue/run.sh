#!/bin/sh
# Runs the engine on what the queue handed to this pod, for images that know no queue. No client of the queue is needed here:
# queue.sh, in the container beside, speaks to it.   run.sh one | many COMMAND…
set -u
items=${ZDTP_ITEMS:-/zdtp/items}
work=${ZDTP_WORK:-/zdtp/work}
pause=${ZDTP_QUEUE_PAUSE:-1}
child=''
stopping=''
trap 'stopping=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT

# work_on NAME EXIT COMMAND…
work_on() {
    name=$1 exit_file=$2
    shift 2
    (
        # shellcheck disable=SC1090
        . "$items/$name" && exec "$@"
    ) &
    child=$!
    while :; do
        wait "$child"
        code=$?
        # A signal ends the wait before the engine has ended.
        [ -n "$stopping" ] && kill -0 "$child" 2>/dev/null || break
    done
    child=''
    printf '%s\n' "$code" >"$work/.$exit_file" && mv "$work/.$exit_file" "$work/$exit_file"
}

how=$1
shift
if [ "$how" = one ]; then
    # Nothing was left: the items were done, and a pod was made for one of them once more.
    [ -e "$work/item" ] || exit 0
    work_on "$(cat "$work/item")" exit "$@"
    exit "$code"
fi
number=1
while [ -z "$stopping" ]; do
    if [ -e "$work/exit.$number" ]; then
        number=$((number + 1))
    elif [ -e "$work/item.$number" ]; then
        work_on "$(cat "$work/item.$number")" "exit.$number" "$@"
    elif [ -e "$work/end" ]; then
        exit "$(cat "$work/end")"
    else
        sleep "$pause" &
        wait $! 2>/dev/null
    fi
done
exit 143
