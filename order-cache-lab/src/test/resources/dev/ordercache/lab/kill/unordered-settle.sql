-- Applies the oldest pending change that no other worker has locked, whatever is being done to its
-- order: the usual queue in a table.
WITH ways AS MATERIALIZED (
    SELECT * FROM unnest(?, ?, ?, ?) AS way (source, target, undoable, assignment)
), due AS MATERIALIZED (
    SELECT * FROM status_change
    WHERE state = 'PENDING' AND available_at <= statement_timestamp()
    ORDER BY id LIMIT 1
    FOR UPDATE SKIP LOCKED
), allowed AS MATERIALIZED (
    SELECT due.id, due.order_id, due.to_status, due.expected_version, before.status, before.assignee,
           CASE
               WHEN due.undoes IS NOT NULL THEN due.assignee
               WHEN way.assignment = 'TAKE' THEN coalesce(due.assignee, due.principal)
               WHEN way.assignment = 'RELEASE' THEN NULL
               ELSE coalesce(due.assignee, before.assignee)
           END AS next_assignee
    FROM due
    JOIN orders AS before ON before.id = due.order_id AND before.version = due.expected_version
    JOIN ways AS way ON CASE
        WHEN due.undoes IS NULL THEN way.source = before.status AND way.target = due.to_status
        ELSE way.undoable AND way.source = due.to_status AND way.target = before.status
    END
), changed AS (
    UPDATE orders AS o SET status = allowed.to_status, assignee = allowed.next_assignee
    FROM allowed
    WHERE o.id = allowed.order_id AND o.version = allowed.expected_version
    RETURNING allowed.id, allowed.status AS before_status, allowed.assignee AS before_assignee,
              o.status, o.version
)
UPDATE status_change AS c
SET state           = CASE WHEN changed.id IS NULL THEN 'REJECTED' ELSE 'APPLIED' END,
    before_status   = changed.before_status,
    before_assignee = changed.before_assignee,
    after_status    = changed.status,
    applied_version = changed.version,
    tx              = CASE WHEN changed.id IS NOT NULL THEN pg_current_xact_id()::text END,
    reason          = CASE WHEN changed.id IS NULL THEN 'STALE_VERSION' END,
    found_status    = CASE WHEN changed.id IS NULL THEN o.status END,
    found_version   = CASE WHEN changed.id IS NULL THEN o.version END,
    ended_at        = clock_timestamp()
FROM due
JOIN orders AS o ON o.id = due.order_id
LEFT JOIN changed ON changed.id = due.id
WHERE c.id = due.id
RETURNING c.id
