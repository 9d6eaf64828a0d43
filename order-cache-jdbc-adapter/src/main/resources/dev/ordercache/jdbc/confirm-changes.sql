-- Locks changes in the weakest mode, which stops nobody but who deletes them. It writes to the log, so that the
-- commit of this transaction waits for the synchronous standbys, and they have the changes as they were read.
SELECT id FROM status_change WHERE id = ANY (:ids) FOR KEY SHARE
