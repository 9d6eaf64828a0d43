-- Takes lanes that are due, those that wait longest first, and none that somebody else has taken. The later
-- statements of the transaction do not wait for long for locks of others, on the table of orders say: they
-- hold the lanes meanwhile.
SELECT order_id
FROM status_change_lane
WHERE available_at <= statement_timestamp() AND ${lane-holder.sql}
  AND (SELECT set_config('lock_timeout', :lock, true)) IS NOT NULL
ORDER BY available_at
LIMIT :limit
FOR UPDATE SKIP LOCKED
