-- The current term, and the first rows of the change log that are visible, in one snapshot: rows
-- that a deposed relay's successor has already drained and deleted can not be missing here without
-- the new term showing. Rows are not taken "after the last id", because a lower id may be committed
-- later than a higher. The term comes with an empty log too.
SELECT relay.term, change.*
FROM order_relay AS relay
LEFT JOIN LATERAL (
    SELECT id, order_id, version, old_status, new_status, tx
    FROM order_change
    ORDER BY id
    LIMIT :limit
) AS change ON true
