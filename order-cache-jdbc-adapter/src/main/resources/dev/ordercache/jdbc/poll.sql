-- The current term, whether the triggers that feed the change log are as they were when it began,
-- and the first rows of the log that are visible, in one snapshot: rows that a deposed relay's
-- successor has already drained and deleted can not be missing here without the new term showing,
-- nor a change that a disabled trigger did not log without the triggers showing. Rows are not taken
-- "after the last id", because a lower id may be committed later than a higher. The term comes with
-- an empty log too, and the time when this statement began, by the clock that the log's times are
-- told by.
SELECT relay.term,
       :triggers = (SELECT fingerprint FROM (${triggers.sql}) AS triggers),
       statement_timestamp(),
       change.*
FROM order_relay AS relay
LEFT JOIN LATERAL (
    SELECT id, order_id, version, old_status, new_status, tx, logged_at
    FROM order_change
    ORDER BY id
    LIMIT :limit
) AS change ON true
WHERE relay.single
