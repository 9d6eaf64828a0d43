-- Takes lanes that are due, those that wait longest first, and none that somebody else has taken; and says when the
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
)
SELECT CAST(extract(epoch FROM first.available_at) * 1000 AS bigint) AS first, claimed.order_id
FROM first
LEFT JOIN LATERAL (
    SELECT order_id
    FROM status_change_lane
    WHERE available_at >= first.available_at AND available_at <= statement_timestamp()
    ORDER BY available_at
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
) AS claimed ON true
