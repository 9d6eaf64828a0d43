-- Deletes what ended long ago, and keeps it in the archive if that is wanted.
WITH old AS (
    DELETE FROM status_change
    WHERE id IN (
        SELECT id FROM status_change
        WHERE told AND ended_at < statement_timestamp() - :age * interval '1 millisecond'
        ORDER BY ended_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING *
), kept AS (
    INSERT INTO status_change_archive SELECT * FROM old WHERE :archive
)
SELECT count(*) FROM old
