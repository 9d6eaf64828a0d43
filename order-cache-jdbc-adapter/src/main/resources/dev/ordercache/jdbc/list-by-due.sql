-- One page of a status' list by due date, the time as of which it is right, and whether the server
-- is a standby, in one statement. The latter two are returned with an empty page too. The row
-- comparison is one range of the index orders_status_due, which has the order of the list, so a
-- page costs the same wherever it is. The join of one row with the page can only be a nested loop,
-- which keeps the page's order.
SELECT clock.*, page.*
FROM (SELECT now(), pg_is_in_recovery()) AS clock
LEFT JOIN LATERAL (
    ${order-rows.sql}
    WHERE ${status} = :status AND (${due_at}, ${id}) > (:at, :id)
    ORDER BY ${due_at}, ${id}
    LIMIT :limit
) AS page ON true
