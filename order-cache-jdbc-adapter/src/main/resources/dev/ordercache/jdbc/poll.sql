-- The current term, whether the triggers that write the change log are as they were when it began, and
-- the first rows of the log that the relay has not read, in one snapshot. So if the next leader has
-- already applied and deleted rows, this returns its term; if a disabled trigger did not log a change,
-- this reports that the triggers differ. The term is returned with an empty log too, and so are the time
-- when this statement began, by the clock of the log's times, its snapshot, and the log's state if that
-- is not open.
SELECT relay.term,
       :triggers = (SELECT fingerprint FROM (${triggers.sql}) AS triggers),
       CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS bigint),
       pg_current_snapshot()::text,
       (SELECT CASE WHEN bool_and(reopened) THEN 'REOPENED' ELSE 'CLOSED' END
        FROM order_log_closed WHERE id > 0 HAVING count(*) > 0) AS state,
       change.*
FROM order_relay AS relay
LEFT JOIN LATERAL (
    ${log-rows.sql}
) AS change ON true
WHERE relay.single
