-- Closes lanes without pending changes, and makes the others due when their oldest change is, but not
-- before the order is looked at again that somebody else has locked. Returns those that are due. The
-- caller holds the lanes' locks.
WITH heads AS MATERIALIZED (
    SELECT lane.order_id, (
        SELECT CASE WHEN lane.order_id = ANY (:locked)
                    THEN greatest(available_at, statement_timestamp() + interval '50 milliseconds')
                    ELSE available_at
               END
        FROM (${oldest-pending.sql}) AS head
    ) AS due
    FROM unnest(:lanes) AS lane (order_id)
), closed AS (
    DELETE FROM status_change_lane AS l USING heads WHERE l.order_id = heads.order_id AND due IS NULL
), kept AS (
    UPDATE status_change_lane AS l SET available_at = due FROM heads
    WHERE l.order_id = heads.order_id AND due <> available_at
)
SELECT order_id FROM heads WHERE due <= statement_timestamp()
