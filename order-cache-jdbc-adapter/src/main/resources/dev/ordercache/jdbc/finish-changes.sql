-- Writes down that cache step and event are done. One that was compensated meanwhile stays so, and
-- is finished by whoever did that. Without a join, for it is planned each time.
UPDATE status_change
SET told = true, state = CASE state WHEN 'APPLIED' THEN 'DONE' ELSE state END
WHERE id = ANY (:ids) AND state = (:states)[array_position(:ids, id)] AND NOT told
RETURNING id
