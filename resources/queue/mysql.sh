# shellcheck shell=sh disable=SC2154
# The ledger of a queue in MySQL (from 8.0) or MariaDB (from 10.6); queue.sh reads this file. One call is one transaction, and
# each may be asked twice: an answer that was lost is asked for again. Names, uids and reasons are plain words: see clean().
client_mysql() {
    database=${path#/}
    program=mysql
    command -v mysql >/dev/null 2>&1 || program=mariadb
    [ -z "$password" ] || export MYSQL_PWD="$password"
    "$program" --connect-timeout=10 -N -B -h "$plain_host" -P "${port:-3306}" --protocol=TCP ${user:+-u "$user"} "${database%%\?*}" "$@"
}
clean() {
    printf '%s' "$1" | tr -cd 'A-Za-z0-9 ._:/-'
}
lost_mysql() {
    if [ "$again" = 1 ]; then to="state = 'queued', reason = NULL"; else to="state = 'failed', reason = 'lost: nothing was heard of the pod'"; fi
    printf '%s' "UPDATE zdtp_queue_item SET $to WHERE queue = @queue AND state = 'taken' AND beat < now() - INTERVAL $patience SECOND;"
}
step_mysql() {
    printf '%s\n' "SET NAMES utf8mb4; SET @queue = '$(clean "$queue")', @pod = '$(clean "$pod")', @uid = '$(clean "$uid")', @item = '$(clean "${2-}")';" \
        'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;'
    case $1 in
    begin)
        cat <<'SQL'
CREATE TABLE IF NOT EXISTS zdtp_queue (queue varchar(190) PRIMARY KEY, loader varchar(64) NOT NULL, loaded datetime);
CREATE TABLE IF NOT EXISTS zdtp_queue_item (queue varchar(190), item varchar(190), position bigint NOT NULL AUTO_INCREMENT UNIQUE,
    state varchar(8) NOT NULL DEFAULT 'queued', pod varchar(253), uid varchar(64), at datetime, beat datetime, ended datetime,
    reason varchar(200), PRIMARY KEY (queue, item), KEY by_state (queue, state, position));
INSERT IGNORE INTO zdtp_queue (queue, loader) VALUES (@queue, @uid);
SELECT CASE WHEN loader <> @uid THEN 'foreign' WHEN loaded IS NOT NULL THEN 'already' ELSE 'ok' END FROM zdtp_queue WHERE queue = @queue;
SQL
        ;;
    loaded)
        cat <<SQL
START TRANSACTION;
SELECT count(*) INTO @number FROM zdtp_queue_item WHERE queue = @queue;
UPDATE zdtp_queue SET loaded = now() WHERE queue = @queue AND loaded IS NULL AND @number = $2;
SELECT CASE WHEN loaded IS NULL THEN 'short' ELSE 'ok' END FROM zdtp_queue WHERE queue = @queue;
COMMIT;
SQL
        ;;
    take)
        cat <<SQL
START TRANSACTION;
$(lost_mysql)
SET @ready = (SELECT count(*) FROM zdtp_queue WHERE queue = @queue AND loaded IS NOT NULL);
SET @one = (SELECT item FROM zdtp_queue_item WHERE queue = @queue AND uid = @uid AND state = 'taken' LIMIT 1);
SET @next = NULL;
SELECT item INTO @next FROM zdtp_queue_item WHERE queue = @queue AND state = 'queued' AND @ready = 1 AND @one IS NULL
    ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED;
SET @one = coalesce(@one, @next);
UPDATE zdtp_queue_item SET at = CASE WHEN uid = @uid THEN at ELSE now() END, state = 'taken', pod = @pod, uid = @uid, beat = now(), ended = NULL,
    reason = NULL WHERE queue = @queue AND item = @one;
SELECT CASE WHEN @one IS NOT NULL THEN concat('item ', @one) WHEN @ready = 0 THEN 'wait'
    WHEN coalesce(sum(state IN ('queued', 'taken')), 0) > 0 THEN 'busy' WHEN coalesce(sum(state = 'failed'), 0) > 0 THEN 'over' ELSE 'empty' END
    FROM zdtp_queue_item WHERE queue = @queue;
COMMIT;
SQL
        ;;
    beat)
        printf '%s\n' "UPDATE zdtp_queue_item SET beat = now() WHERE queue = @queue AND uid = @uid AND state = 'taken';" "SELECT 'ok';"
        ;;
    finish)
        cat <<SQL
UPDATE zdtp_queue_item SET state = '$(clean "$3")', reason = nullif('$(clean "${4-}")', ''), ended = now()
    WHERE queue = @queue AND item = @item AND uid = @uid AND state <> 'queued';
SELECT CASE WHEN count(*) > 0 THEN 'ok' ELSE 'gone' END FROM zdtp_queue_item WHERE queue = @queue AND item = @item AND uid = @uid AND state <> 'queued';
SQL
        ;;
    again)
        cat <<SQL
UPDATE zdtp_queue_item SET state = 'queued', pod = NULL, uid = NULL, at = NULL, beat = NULL, ended = NULL, reason = NULL
    WHERE queue = @queue AND item = @item AND state = 'failed';
SELECT coalesce(max(CASE state WHEN 'queued' THEN 'ok' ELSE state END), 'gone') FROM zdtp_queue_item WHERE queue = @queue AND item = @item;
SQL
        ;;
    ledger)
        # Times as they are in the other queues: seconds since 1970.
        cat <<SQL
$(lost_mysql)
SET SESSION group_concat_max_len = 1073741824;
SELECT concat('{"loaded": ', CASE WHEN EXISTS (SELECT 1 FROM zdtp_queue WHERE queue = @queue AND loaded IS NOT NULL) THEN 'true' ELSE 'false' END,
    ', "items": ', count(*), ', "queued": ', coalesce(sum(state = 'queued'), 0), ', "taken": ', coalesce(sum(state = 'taken'), 0),
    ', "done": ', coalesce(sum(state = 'done'), 0), ', "failed": ', coalesce(sum(state = 'failed'), 0), ', "list": [',
    coalesce(group_concat(concat('{"item": "', item, '", "state": "', state, '"', coalesce(concat(', "pod": "', pod, '"'), ''),
        coalesce(concat(', "at": ', unix_timestamp(at)), ''), coalesce(concat(', "ended": ', unix_timestamp(ended)), ''),
        coalesce(concat(', "reason": "', reason, '"'), ''), '}') ORDER BY item SEPARATOR ', '), ''), ']}') FROM zdtp_queue_item WHERE queue = @queue;
SQL
        ;;
    esac
}
ask_mysql() {
    if said=$(step_mysql "$@" | client_mysql); then
        printf '%s\n' "$said"
    elif [ "$1" = take ] && grep -q 'ERROR 1146' "$errors"; then
        echo wait # no loader has been here
    else
        return 1
    fi
}
load_all_mysql() {
    {
        printf '%s\n' "SET @queue = '$(clean "$queue")'; START TRANSACTION;"
        for file in "$items"/*; do
            printf "INSERT IGNORE INTO zdtp_queue_item (queue, item) SELECT @queue, '%s' FROM zdtp_queue WHERE queue = @queue AND loaded IS NULL;\n" "${file##*/}"
        done
        printf 'COMMIT;\n'
    } | client_mysql >/dev/null 2>"$errors"
}
