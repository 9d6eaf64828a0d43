-- Counts a failed attempt at the oldest pending change of an order: it is tried again after a pause that
-- doubles each time, up to a minute, or given up. The caller holds the group's lock.
UPDATE status_change
SET attempts     = attempts + 1,
    error        = :error,
    available_at = statement_timestamp()
                   + least(:pause * 2 ^ least(attempts, 16), 60000) * interval '1 millisecond',
    state        = CASE WHEN attempts + 1 >= :limit THEN 'FAILED' ELSE state END,
    reason       = CASE WHEN attempts + 1 >= :limit THEN 'FAILURE' END,
    ended_at     = CASE WHEN attempts + 1 >= :limit THEN clock_timestamp() END
WHERE id = (
    SELECT head.id
    FROM (SELECT CAST(:order AS bigint) AS order_id, 0 AS past) AS message_group
    CROSS JOIN LATERAL (${oldest-pending.sql}) AS head)
RETURNING *
