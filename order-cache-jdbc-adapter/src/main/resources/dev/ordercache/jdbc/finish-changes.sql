-- Records that cache step and event are done. A change that was compensated meanwhile keeps that
-- state, and is finished by the instance that compensated it. Without a join, because the statement
-- is planned each time.
UPDATE status_change
SET published = true, state = CASE state WHEN 'APPLIED' THEN 'DONE' ELSE state END
WHERE id = ANY (CAST(:ids AS bigint[]))
  AND state = (CAST(:states AS text[]))[array_position(CAST(:ids AS bigint[]), id)]
  AND NOT published
RETURNING id
