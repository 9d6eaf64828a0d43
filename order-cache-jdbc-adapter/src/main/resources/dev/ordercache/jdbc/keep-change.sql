-- Decides that a change is not compensated: it is done, and its event is due, unless a reason is given
-- why its cache step is still due. Returns no row if the change is in another state.
UPDATE status_change
SET state = CASE WHEN CAST(:why AS text) IS NULL THEN 'DONE' ELSE state END,
    compensable = false,
    error = CAST(:why AS text)
WHERE id = :id AND state = 'APPLIED'
RETURNING *
