-- Deletes changes that ended long ago, and keeps them in the archive if that is configured.
WITH old AS (
    DELETE FROM status_change
    WHERE id IN (
        SELECT id FROM status_change
        WHERE published AND ended_at < statement_timestamp() - :age * interval '1 millisecond'
        ORDER BY ended_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING *
), kept AS (
    INSERT INTO status_change_archive SELECT * FROM old WHERE :archive
)
SELECT count(*) FROM old
