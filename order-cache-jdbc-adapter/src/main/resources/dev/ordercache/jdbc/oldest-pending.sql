-- The oldest pending change of a lane's order past a given one, which is 0 for the very first, if there is
-- one. In this form it can only be found by the index of the pending changes: with order_id =
-- lane.order_id and ORDER BY id, an order that has many is looked for from the lowest id on, past all that
-- have ended. It ends with the order: otherwise, where there is none, the remains of those of all later orders are
-- read. A part of other statements.
SELECT *
FROM (
    SELECT *
    FROM status_change
    WHERE state = 'PENDING' AND (order_id, id) > (lane.order_id, lane.past)
      AND order_id <= lane.order_id
    ORDER BY order_id, id
    LIMIT 1
) AS next
WHERE next.order_id = lane.order_id
