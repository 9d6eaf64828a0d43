-- Compensates an applied change if the order still has the version that the change made: its status and
-- assignee are restored, and its version rises, even without its trigger. Otherwise the order stays as it is,
-- and the change is superseded. Returns no row if the change is in another state, or may not be compensated.
-- The change's row is locked first, so that it is either finished or compensated.
WITH journal AS MATERIALIZED (
    SELECT * FROM status_change WHERE id = :id AND state = 'APPLIED' AND compensable
    FOR NO KEY UPDATE
), restored AS (
    UPDATE ${orders} AS o
    SET ${status} = status_change_status(journal.before_status, o.${status}),
        ${assignee} = journal.before_assignee,
        ${version} = o.${version} + 1
    FROM journal
    WHERE o.${id} = journal.order_id AND o.${version} = journal.applied_version
    RETURNING o.${status}::text AS status, o.${version} AS version
)
UPDATE status_change AS c
SET state           = CASE WHEN restored.version IS NULL THEN 'SUPERSEDED' ELSE 'COMPENSATED' END,
    before_status   = CASE WHEN restored.version IS NULL THEN c.before_status ELSE c.after_status END,
    after_status    = coalesce(restored.status, c.after_status),
    applied_version = coalesce(restored.version, c.applied_version),
    tx              = CASE WHEN restored.version IS NULL THEN c.tx ELSE pg_current_xact_id()::text END,
    ended_at        = clock_timestamp()
FROM journal LEFT JOIN restored ON true
WHERE c.id = journal.id
RETURNING c.*
