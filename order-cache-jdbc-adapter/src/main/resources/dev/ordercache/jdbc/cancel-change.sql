-- Takes a pending change back. The caller holds the lane's lock.
UPDATE status_change SET state = 'CANCELLED', ended_at = clock_timestamp()
WHERE id = :id AND state = 'PENDING'
