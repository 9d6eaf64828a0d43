-- Takes lanes that are due and that nobody else has taken: first those that were not postponed, or, if postponed ones
-- are to have their turn too, those that wait longest; and says when the
-- first lane is due that there is, taken or not, or that this is now, if it is later or there is none. Reads
-- only what is due after a given time: before it lie the remains of lanes that were closed. One row without a
-- lane if there is none to take. The later statements of the transaction do not wait for long for locks of
-- others, on the table of orders say: they hold the lanes meanwhile.
WITH first AS MATERIALIZED (
    SELECT least(statement_timestamp(), (
        SELECT available_at
        FROM status_change_lane
        WHERE available_at > to_timestamp(:after / 1000.0)
        ORDER BY available_at
        LIMIT 1)) AS available_at
    WHERE ${lane-holder.sql}
      AND (SELECT set_config('lock_timeout', :lock, true)) IS NOT NULL
), claimed AS MATERIALIZED (
    SELECT lane.order_id
    FROM first
    CROSS JOIN LATERAL (
        SELECT order_id
        FROM status_change_lane
        WHERE available_at >= first.available_at AND available_at <= statement_timestamp()
          AND (failures = 0 OR :fair)
        ORDER BY available_at
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
    ) AS lane
), postponed AS MATERIALIZED (
    SELECT lane.order_id
    FROM first
    CROSS JOIN LATERAL (
        SELECT order_id
        FROM status_change_lane
        WHERE available_at >= first.available_at AND available_at <= statement_timestamp()
          AND failures > 0 AND NOT :fair
        ORDER BY available_at
        LIMIT :limit - (SELECT count(*) FROM claimed)
        FOR UPDATE SKIP LOCKED
    ) AS lane
)
SELECT CAST(extract(epoch FROM first.available_at) * 1000 AS bigint) AS first, lane.order_id
FROM first
LEFT JOIN (SELECT order_id FROM claimed UNION ALL SELECT order_id FROM postponed) AS lane ON true
