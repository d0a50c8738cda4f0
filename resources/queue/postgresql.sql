-- The ledger of a queue in PostgreSQL. One call is one transaction, and each may be asked twice: an answer that was lost
-- is asked for again. Variables: command, queue, pod, uid, patience (seconds), again (1: what a dead pod had may be
-- handed out again), item, state, reason, number.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT :'command' = 'begin' AS begin, :'command' = 'loaded' AS loaded, :'command' = 'take' AS take, :'command' = 'beat' AS beat,
       :'command' = 'finish' AS finish, :'command' = 'again' AS putback, :'command' = 'ledger' AS ledger,
       to_regclass('zdtp_queue_item') IS NOT NULL AS there \gset
BEGIN;
\if :begin
    -- Two that make the same table at once would collide.
    SELECT pg_advisory_xact_lock(hashtext('zdtp_queue')) AS locked \gset
    CREATE TABLE IF NOT EXISTS zdtp_queue (queue text PRIMARY KEY, loader text NOT NULL, loaded timestamptz);
    CREATE TABLE IF NOT EXISTS zdtp_queue_item (queue text, item text, position bigserial, state text NOT NULL DEFAULT 'queued',
        pod text, uid text, at timestamptz, beat timestamptz, ended timestamptz, reason text, PRIMARY KEY (queue, item));
    CREATE INDEX IF NOT EXISTS zdtp_queue_item_state ON zdtp_queue_item (queue, state, position);
    INSERT INTO zdtp_queue (queue, loader) VALUES (:'queue', :'uid') ON CONFLICT DO NOTHING;
    SELECT CASE WHEN loader <> :'uid' THEN 'foreign' WHEN loaded IS NOT NULL THEN 'already' ELSE 'ok' END FROM zdtp_queue WHERE queue = :'queue';
\elif :loaded
    UPDATE zdtp_queue SET loaded = now() WHERE queue = :'queue' AND loaded IS NULL
        AND (SELECT count(*) FROM zdtp_queue_item WHERE queue = :'queue') = :number;
    SELECT CASE WHEN loaded IS NULL THEN 'short' ELSE 'ok' END FROM zdtp_queue WHERE queue = :'queue';
\elif :take
    \if :there
        -- The same pod asking twice at once, because its first answer was lost, gets one item.
        SELECT pg_advisory_xact_lock(hashtext(:'queue'), hashtext(:'uid')) AS locked \gset
        UPDATE zdtp_queue_item i SET state = CASE WHEN :again = 1 THEN 'queued' ELSE 'failed' END,
                reason = CASE WHEN :again = 1 THEN NULL ELSE 'lost: nothing was heard of the pod' END
            FROM (SELECT item FROM zdtp_queue_item WHERE queue = :'queue' AND state = 'taken' AND beat < now() - :patience * interval '1 second'
                FOR UPDATE SKIP LOCKED) lost
            WHERE i.queue = :'queue' AND i.item = lost.item;
        WITH mine AS (SELECT item FROM zdtp_queue_item WHERE queue = :'queue' AND uid = :'uid' AND state = 'taken' LIMIT 1),
            next AS (SELECT item FROM zdtp_queue_item WHERE queue = :'queue' AND state = 'queued'
                AND EXISTS (SELECT FROM zdtp_queue WHERE queue = :'queue' AND loaded IS NOT NULL) AND NOT EXISTS (SELECT FROM mine)
                ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED),
            got AS (UPDATE zdtp_queue_item i SET state = 'taken', pod = :'pod', uid = :'uid', at = CASE WHEN i.uid = :'uid' THEN at ELSE now() END,
                beat = now(), ended = NULL, reason = NULL
                FROM (SELECT item FROM mine UNION ALL SELECT item FROM next) one WHERE i.queue = :'queue' AND i.item = one.item
                RETURNING i.item)
            SELECT coalesce((SELECT 'item ' || item FROM got), (SELECT CASE
                    WHEN NOT EXISTS (SELECT FROM zdtp_queue WHERE queue = :'queue' AND loaded IS NOT NULL) THEN 'wait'
                    WHEN count(*) FILTER (WHERE state IN ('queued', 'taken')) > 0 THEN 'busy'
                    WHEN count(*) FILTER (WHERE state = 'failed') > 0 THEN 'over' ELSE 'empty' END
                FROM zdtp_queue_item WHERE queue = :'queue'));
    \else
        SELECT 'wait';
    \endif
\elif :beat
    WITH mine AS (UPDATE zdtp_queue_item SET beat = now() WHERE queue = :'queue' AND uid = :'uid' AND state = 'taken' RETURNING 1)
        SELECT CASE WHEN EXISTS (SELECT FROM mine) THEN 'ok' ELSE 'none' END;
\elif :finish
    -- One that was given up as lost may still tell how it ended; what another pod has by now is not its own any more.
    WITH mine AS (UPDATE zdtp_queue_item SET state = :'state', reason = nullif(:'reason', ''), ended = now()
            WHERE queue = :'queue' AND item = :'item' AND uid = :'uid' AND state <> 'queued' RETURNING 1)
        SELECT CASE WHEN EXISTS (SELECT FROM mine) THEN 'ok' ELSE 'gone' END;
\elif :putback
    UPDATE zdtp_queue_item SET state = 'queued', pod = NULL, uid = NULL, at = NULL, beat = NULL, ended = NULL, reason = NULL
        WHERE queue = :'queue' AND item = :'item' AND state = 'failed';
    SELECT coalesce((SELECT CASE state WHEN 'queued' THEN 'ok' ELSE state END FROM zdtp_queue_item WHERE queue = :'queue' AND item = :'item'), 'gone');
\elif :ledger
    \if :there
        UPDATE zdtp_queue_item SET state = CASE WHEN :again = 1 THEN 'queued' ELSE 'failed' END,
                reason = CASE WHEN :again = 1 THEN NULL ELSE 'lost: nothing was heard of the pod' END
            WHERE queue = :'queue' AND state = 'taken' AND beat < now() - :patience * interval '1 second';
        SELECT jsonb_build_object('loaded', EXISTS (SELECT FROM zdtp_queue WHERE queue = :'queue' AND loaded IS NOT NULL), 'items', count(*),
            'queued', count(*) FILTER (WHERE state = 'queued'), 'taken', count(*) FILTER (WHERE state = 'taken'),
            'done', count(*) FILTER (WHERE state = 'done'), 'failed', count(*) FILTER (WHERE state = 'failed'),
            'list', coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('item', item, 'state', state, 'pod', pod,
                'at', floor(extract(epoch FROM at)), 'ended', floor(extract(epoch FROM ended)), 'reason', reason)) ORDER BY item), '[]'))
            FROM zdtp_queue_item WHERE queue = :'queue';
    \else
        SELECT '{"loaded": false, "items": 0, "queued": 0, "taken": 0, "done": 0, "failed": 0, "list": []}';
    \endif
\endif
COMMIT;
