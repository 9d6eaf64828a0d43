-- Makes a lane due later, because its changes cannot be applied now for a reason that may not be theirs: after a
-- pause that doubles with each failure in a row, up to 10 s, and is shortened at random by up to a half. Says whether
-- that may be due to the change after all: the lane has been postponed more often than the patience, and a change
-- of another order was applied and finished in the last minute.
UPDATE status_change_lane
SET failures     = failures + 1,
    available_at = clock_timestamp()
                   + least(:pause * 2 ^ least(failures, 16), 10000) * (1 - random() / 2) * interval '1 millisecond'
WHERE order_id = :order
RETURNING failures > :patience AND EXISTS (
    SELECT FROM status_change
    WHERE told AND ended_at > statement_timestamp() - interval '1 minute'
      AND applied_version IS NOT NULL AND order_id <> :order)
