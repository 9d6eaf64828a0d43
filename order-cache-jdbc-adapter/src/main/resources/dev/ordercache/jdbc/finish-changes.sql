-- Writes down that cache step and event are done. One that was compensated meanwhile stays so, and
-- is finished by whoever did that.
UPDATE status_change AS c
SET told = true, state = CASE c.state WHEN 'APPLIED' THEN 'DONE' ELSE c.state END
FROM unnest(:ids, :states) AS seen (id, state)
WHERE c.id = seen.id AND c.state = seen.state AND NOT c.told
RETURNING c.id
