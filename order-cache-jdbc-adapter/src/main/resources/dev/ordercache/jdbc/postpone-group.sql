-- Makes a group due later, because its changes cannot be applied now for a reason that they may not have caused:
-- after a pause that doubles with each failure in a row, up to 10 s, and is shortened at random by up to a half.
-- Returns whether the change may be the cause after all: the group has been postponed more often than is allowed, and
-- a change of another order was applied and finished in the last minute.
UPDATE status_change_group
SET failures     = failures + 1,
    available_at = clock_timestamp()
                   + least(:pause * 2 ^ least(failures, 16), 10000) * (1 - random() / 2) * interval '1 millisecond'
WHERE order_id = :order
RETURNING failures > :max_failures AND EXISTS (
    SELECT FROM status_change
    WHERE published AND ended_at > statement_timestamp() - interval '1 minute'
      AND applied_version IS NOT NULL AND order_id <> :order)
