-- Lets writers log again, if the relay leads in the current term. Transactions that have seen the log closed
-- may still be about to commit.
WITH leader AS (
    SELECT term FROM order_relay WHERE single AND term = CAST(:term AS bigint) FOR NO KEY UPDATE
)
UPDATE order_log_closed SET reopened = true, logged = coalesce(pg_sequence_last_value('order_change_id_seq'::regclass), 0)
WHERE id > 0 AND NOT reopened AND EXISTS (SELECT FROM leader)
