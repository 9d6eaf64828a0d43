-- Decides that a change stays: its event is due. Returns no row if the change is in another state.
UPDATE status_change SET state = 'DONE', error = :why
WHERE id = :id AND state = 'APPLIED'
RETURNING *
