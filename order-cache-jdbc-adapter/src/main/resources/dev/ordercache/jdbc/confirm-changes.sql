-- Locks changes in the weakest mode, which blocks only their deletion. It writes to the WAL, so that the commit
-- of this transaction waits for the synchronous standbys, and they have the changes as they were read. Without
-- such standbys it locks nothing.
SELECT id FROM status_change
WHERE current_setting('synchronous_standby_names') <> '' AND id = ANY (:ids)
FOR KEY SHARE
