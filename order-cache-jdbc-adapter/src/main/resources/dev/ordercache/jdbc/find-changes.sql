-- The journal entries of these changes.
SELECT * FROM status_change WHERE id = ANY (:ids) ORDER BY id
