-- Releases a group.
WITH next AS MATERIALIZED (
    SELECT message_group.order_id, head.available_at
    FROM (SELECT CAST(:order AS bigint) AS order_id, 0 AS past) AS message_group
    LEFT JOIN LATERAL (${oldest-pending.sql}) AS head ON true
), ${groups-given-back.sql}
SELECT count(*) FROM next
