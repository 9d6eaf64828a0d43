-- The oldest pending change of a group's order past a given one, which is 0 for the very first, if there is one. In
-- this form only the index of the pending changes can be used. With order_id = message_group.order_id and ORDER BY
-- id, the changes of an order that has many would be searched from the lowest id on, past all that have ended. The
-- search ends with the order: otherwise, if the order has no such change, the dead entries of all later orders are
-- read. A part of other statements.
SELECT *
FROM (
    SELECT *
    FROM status_change
    WHERE state = 'PENDING' AND (order_id, id) > (message_group.order_id, message_group.past)
      AND order_id <= message_group.order_id
    ORDER BY order_id, id
    LIMIT 1
) AS next
WHERE next.order_id = message_group.order_id
