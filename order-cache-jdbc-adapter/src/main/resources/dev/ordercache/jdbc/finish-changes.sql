-- Writes down that cache step and event are done. One that was compensated meanwhile stays so, and
-- is finished by whoever did that. Without a join, for it is planned each time.
UPDATE status_change
SET told = true, state = CASE state WHEN 'APPLIED' THEN 'DONE' ELSE state END
WHERE id = ANY (CAST(:ids AS bigint[]))
  AND state = (CAST(:states AS text[]))[array_position(CAST(:ids AS bigint[]), id)]
  AND NOT told
RETURNING id
