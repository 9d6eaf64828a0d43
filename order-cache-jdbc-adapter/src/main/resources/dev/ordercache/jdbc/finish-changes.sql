-- Writes down that cache step and event are done. One that was compensated meanwhile stays so, and
-- is finished by whoever did that.
UPDATE status_change SET told = true, state = CASE status_change.state WHEN 'APPLIED' THEN 'DONE' ELSE status_change.state END
FROM unnest(:ids, :states) AS seen (id, state)
WHERE status_change.id = seen.id AND status_change.state = seen.state AND NOT told
RETURNING status_change.id
