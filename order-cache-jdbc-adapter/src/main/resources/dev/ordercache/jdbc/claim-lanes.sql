-- Takes lanes that are due, those that wait longest first, and none that somebody else has taken.
SELECT order_id
FROM status_change_lane
WHERE available_at <= statement_timestamp() AND ${lane-holder.sql}
ORDER BY available_at
LIMIT :limit
FOR UPDATE SKIP LOCKED
