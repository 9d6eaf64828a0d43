-- Gives a lane back.
WITH next AS MATERIALIZED (
    SELECT lane.order_id, head.available_at
    FROM (SELECT CAST(:order AS bigint) AS order_id, 0 AS past) AS lane
    LEFT JOIN LATERAL (${oldest-pending.sql}) AS head ON true
), ${lanes-given-back.sql}
SELECT count(*) FROM next
