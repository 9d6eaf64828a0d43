-- Rows of the log that a relay has not read, in the order of their keys, from a place on. The relay knows a
-- snapshot whose visible rows it has all read: its floor. A transaction is decided in a snapshot if it had
-- committed or aborted by then. A row that is visible now and was not then is of a transaction that was not
-- decided in the floor: one that was in progress then (the parameter undecided), or one that began later
-- (from the parameter from_tx on, the floor's xmax). Of the former only those are read that are decided by
-- now, of the latter only those below this snapshot's xmax, and both only by the log's key. So two kinds of
-- rows are not scanned again and again: rows that were deleted before, however long an old snapshot elsewhere
-- keeps them from being cleaned up, and the rows of a large transaction in progress.
--
-- This holds because a row names its top-level transaction (pg_current_xact_id), with savepoints or without,
-- and a snapshot of a primary lists all of those in progress, prepared ones included (pg_current_snapshot).
-- With the parameter until, only rows of transactions that are decided in that snapshot. A part of other
-- statements.
SELECT tx, id, order_id, version, old_status, new_status, logged_at
FROM (
    (
        SELECT logged.*
        FROM unnest(CAST(CAST(:undecided AS text[]) AS xid8[])) AS open (tx)
        CROSS JOIN LATERAL (
            SELECT *
            FROM order_change AS c
            WHERE c.tx = open.tx
              AND c.id > CASE WHEN open.tx = CAST(:after_tx AS xid8) THEN CAST(:after_id AS bigint) ELSE 0 END
            ORDER BY c.id
            LIMIT CAST(:limit AS bigint)
        ) AS logged
        WHERE pg_visible_in_snapshot(
            open.tx, coalesce(CAST(CAST(:until AS text) AS pg_snapshot), pg_current_snapshot()))
    ) UNION ALL (
        SELECT *
        FROM order_change
        WHERE (tx, id) > (CAST(:from_tx AS xid8), CAST(:from_id AS bigint))
          AND tx < pg_snapshot_xmax(coalesce(CAST(CAST(:until AS text) AS pg_snapshot), pg_current_snapshot()))
          AND (CAST(:until AS text) IS NULL
               OR pg_visible_in_snapshot(tx, CAST(CAST(:until AS text) AS pg_snapshot)))
        ORDER BY tx, id
        LIMIT CAST(:limit AS bigint)
    )
) AS unread
ORDER BY tx, id
LIMIT CAST(:limit AS bigint)
