-- The triggers that write the change log: a fingerprint, and when each trigger fires. The fingerprint
-- contains the catalogue rows of the triggers and their functions: enabling or disabling a trigger, or
-- replacing a function, writes its row anew, which has another xmin from then on. It also contains the
-- partitions of the orders and their files, because one that is attached, detached, dropped or truncated
-- fires no trigger; and the log's own tables, because a new one lacks the rows that were not relayed. No
-- transaction can have written to the old one and still be running: dropping waits for it. A trigger is
-- reported as one that does not fire unless its function is in the schema of the log, because it writes
-- there. A part of other statements.
SELECT md5(concat(
           string_agg(concat_ws(' ', tgname, tgenabled, pg_trigger.xmin, tgfoid, pg_proc.xmin), ',' ORDER BY tgname),
           (${partitions.sql}),
           log.oid, ' ', log.relfilenode, ' ', 'order_log_closed'::regclass::oid)) AS fingerprint,
       string_agg(concat(tgname, ' ', CASE WHEN pronamespace = log.relnamespace THEN tgenabled END),
           ', ' ORDER BY tgname) AS modes
FROM pg_trigger
JOIN pg_proc ON pg_proc.oid = tgfoid
JOIN pg_class AS log ON log.oid = 'order_change'::regclass
WHERE tgrelid = '${orders}'::regclass
  AND tgname IN ('order_next_version', 'order_log_insert', 'order_log_update',
                 'order_log_delete', 'order_log_truncate', 'order_log_replicated')
GROUP BY log.oid, log.relfilenode
