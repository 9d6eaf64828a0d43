-- The orders with these ids that there are, value and version in one statement, the time as of
-- which that is right, also if there is none, and whether a standby says so.
SELECT clock.*, found.*
FROM (SELECT now(), pg_is_in_recovery()) AS clock
LEFT JOIN LATERAL (
    ${order-rows.sql}
    WHERE ${id} = ANY (:ids)
) AS found ON true
