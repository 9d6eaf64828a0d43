-- Cancels a pending change. The caller holds the group's lock.
UPDATE status_change SET state = 'CANCELLED', ended_at = clock_timestamp()
WHERE id = :id AND state = 'PENDING'
