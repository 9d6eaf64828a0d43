-- Waits for the group of a pending change and takes it; returns no row if no change of the order is
-- pending any more.
SELECT order_id
FROM status_change_group
WHERE order_id = (SELECT order_id FROM status_change WHERE id = :change AND state = 'PENDING')
  AND ${group-holder.sql}
FOR UPDATE
