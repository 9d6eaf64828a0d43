-- Makes a lane due later, because its changes cannot be applied now for a reason that is not theirs: after a
-- pause that doubles with each failure in a row, up to 10 s, and is shortened at random by up to a half.
UPDATE status_change_lane
SET failures     = failures + 1,
    available_at = clock_timestamp()
                   + least(:pause * 2 ^ least(failures, 16), 10000) * (1 - random() / 2) * interval '1 millisecond'
WHERE order_id = :order
