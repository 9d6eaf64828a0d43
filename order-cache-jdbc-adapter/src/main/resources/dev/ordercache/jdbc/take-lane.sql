-- Waits for the lane of a pending change and takes it; returns no row if no change of the order is
-- pending any more.
SELECT order_id
FROM status_change_lane
WHERE order_id = (SELECT order_id FROM status_change WHERE id = :change AND state = 'PENDING')
  AND ${lane-holder.sql}
FOR UPDATE
