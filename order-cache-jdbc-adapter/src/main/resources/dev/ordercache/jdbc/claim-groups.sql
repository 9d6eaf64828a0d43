-- Takes groups that are due and that no other transaction has taken: first those that were not postponed or, if
-- postponed groups are to have their turn too, those that have waited longest. Also returns when the first existing
-- group is due, taken or not; if it is due later, or there is none, the present time. Reads only groups that are due
-- after a given time: before it lie the dead entries of groups that were closed. Returns one row without a group if
-- there is none to take. Sets a lock timeout for the later statements of the transaction, because they hold the
-- groups while they wait for locks of other transactions, for example on the table of orders.
WITH first AS MATERIALIZED (
    SELECT least(statement_timestamp(), (
        SELECT available_at
        FROM status_change_group
        WHERE available_at > to_timestamp(:after / 1000.0)
        ORDER BY available_at
        LIMIT 1)) AS available_at
    WHERE ${group-holder.sql}
      AND (SELECT set_config('lock_timeout', :lock, true)) IS NOT NULL
), claimed AS MATERIALIZED (
    SELECT message_group.order_id
    FROM first
    CROSS JOIN LATERAL (
        SELECT order_id
        FROM status_change_group
        WHERE available_at >= first.available_at AND available_at <= statement_timestamp()
          AND (failures = 0 OR :fair)
        ORDER BY available_at
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
    ) AS message_group
), postponed AS MATERIALIZED (
    SELECT message_group.order_id
    FROM first
    CROSS JOIN LATERAL (
        SELECT order_id
        FROM status_change_group
        WHERE available_at >= first.available_at AND available_at <= statement_timestamp()
          AND failures > 0 AND NOT :fair
        ORDER BY available_at
        LIMIT :limit - (SELECT count(*) FROM claimed)
        FOR UPDATE SKIP LOCKED
    ) AS message_group
)
SELECT CAST(extract(epoch FROM first.available_at) * 1000 AS bigint) AS first, message_group.order_id
FROM first
LEFT JOIN (SELECT order_id FROM claimed UNION ALL SELECT order_id FROM postponed) AS message_group ON true
