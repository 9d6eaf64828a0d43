-- Waits for one order's lane and takes it; returns no row if it has none.
SELECT order_id FROM status_change_lane WHERE order_id = :order FOR UPDATE
