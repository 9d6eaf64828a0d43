-- What feeds the change log: a fingerprint, and when each trigger fires. In the fingerprint are the
-- triggers' and their functions' rows in the catalogue: whoever switches a trigger off or on, or replaces a
-- function, writes its row anew, which has another xmin from then on. So are the partitions of the orders
-- and the files in which they are: one that is attached, detached, dropped or truncated fires no trigger;
-- and the rows of the log's own tables: a new or truncated one lacks what was not relayed, and one of another
-- owner is not written. No transaction can have written to an old one and still be running: dropping waits for
-- it. A trigger counts as one that does not fire unless its table and its function are in the schema of the log,
-- because it may write into another; and unless its function owns the log, see V2__change_log.sql. The
-- log's tables are looked up once, and not for each trigger. A part of other statements.
WITH log AS MATERIALIZED (
    SELECT string_agg(concat_ws(' ', oid, xmin, relfilenode), ',' ORDER BY oid) AS rows,
           array_agg(DISTINCT relowner) AS owners,
           min(relnamespace) FILTER (WHERE oid = 'order_change'::regclass) AS schema
    FROM pg_class
    WHERE oid IN ('order_change'::regclass, 'order_log_closed'::regclass, 'order_relay'::regclass,
                  'order_relay_progress'::regclass)
)
SELECT md5(concat(
           string_agg(concat_ws(' ', tgname, tgenabled, pg_trigger.xmin, tgfoid, pg_proc.xmin), ',' ORDER BY tgname),
           (${partitions.sql}),
           log.rows)) AS fingerprint,
       string_agg(concat(tgname, ' ', CASE WHEN pronamespace = log.schema AND orders.relnamespace = log.schema
           AND (NOT prosecdef OR log.owners = ARRAY[proowner]) THEN tgenabled END), ', ' ORDER BY tgname) AS modes
FROM pg_trigger
JOIN pg_proc ON pg_proc.oid = tgfoid
JOIN pg_class AS orders ON orders.oid = tgrelid
CROSS JOIN log
WHERE tgrelid = '${orders}'::regclass
  AND tgname IN ('order_next_version', 'order_log_insert', 'order_log_update',
                 'order_log_delete', 'order_log_truncate', 'order_log_replicated')
GROUP BY log.rows, log.owners, log.schema
