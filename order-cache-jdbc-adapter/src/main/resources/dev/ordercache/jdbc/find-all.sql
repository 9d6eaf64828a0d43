-- The existing orders with these ids, value and version in one statement, the time as of which that
-- is right, also if there is none, and whether the server is a standby.
SELECT clock.*, found.*
FROM (SELECT now(), pg_is_in_recovery()) AS clock
LEFT JOIN LATERAL (
    ${order-rows.sql}
    WHERE ${id} = ANY (:ids)
) AS found ON true
