-- Deletes some of the rows that a new epoch has superseded, if the relay leads in the current term;
-- returns the last one's key, or no row once there are none.
WITH leader AS (
    SELECT term FROM order_relay WHERE single AND term = CAST(:term AS bigint) FOR NO KEY UPDATE
), skipped AS MATERIALIZED (
    SELECT tx, id FROM (
        ${log-rows.sql}
    ) AS change
    WHERE EXISTS (SELECT FROM leader)
), deleted AS (
    DELETE FROM order_change WHERE (tx, id) IN (SELECT tx, id FROM skipped)
)
SELECT tx::text, id FROM skipped ORDER BY tx DESC, id DESC LIMIT 1
