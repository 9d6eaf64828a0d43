-- Deletes the record that the log was closed, if the relay leads in the current term, once a new epoch has
-- covered all changes that were not logged.
WITH leader AS (
    SELECT term FROM order_relay WHERE single AND term = CAST(:term AS bigint) FOR NO KEY UPDATE
)
DELETE FROM order_log_closed WHERE id > 0 AND reopened AND EXISTS (SELECT FROM leader)
