-- Applies the oldest pending change of each group, if it is due, records its outcome, releases the groups, and
-- returns whether the next change of the order is due as well. The caller holds the groups' locks. The order
-- changes only if it has the expected version and the workflow leads from its status to the wanted one; for an
-- undo, if the step back is one that can be undone. Changes of orders that another transaction has locked stay
-- pending, and are tried again 50 ms later. One statement for all transitions, in one snapshot, but the orders
-- are as they are when they are locked. The version is raised here as well, because its trigger may be
-- disabled, and if the version stayed, the next change could expect it too; the trigger does not count from
-- what a statement sets.
WITH ways AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:sources AS text[]), CAST(:targets AS text[]),
                         CAST(:undoable AS boolean[]), CAST(:assignments AS text[]))
                  AS way (source, target, undoable, assignment)
), due AS MATERIALIZED (
    SELECT head.id, head.order_id, to_status, expected_version, assignee, principal, undoes
    FROM (SELECT order_id, 0 AS past FROM unnest(CAST(:groups AS bigint[])) AS held (order_id)) AS message_group
    CROSS JOIN LATERAL (${oldest-pending.sql}) AS head
    WHERE available_at <= statement_timestamp()
), before AS MATERIALIZED (
    SELECT ${id} AS id, ${status}::text AS status, ${version} AS version, ${assignee}::text AS assignee,
           ${updated_at} AS updated_at
    FROM ${orders}
    WHERE ${id} IN (SELECT order_id FROM due)
    FOR NO KEY UPDATE SKIP LOCKED
), allowed AS MATERIALIZED (
    SELECT due.id, due.order_id, due.to_status,
           CASE
               WHEN due.undoes IS NOT NULL THEN due.assignee
               WHEN way.assignment = 'TAKE' THEN coalesce(due.assignee, due.principal)
               WHEN way.assignment = 'RELEASE' THEN NULL
               ELSE coalesce(due.assignee, before.assignee)
           END AS assignee
    FROM due
    JOIN before ON before.id = due.order_id AND before.version = due.expected_version
    JOIN ways AS way ON CASE
        WHEN due.undoes IS NULL THEN way.source = before.status AND way.target = due.to_status
        ELSE way.undoable AND way.source = due.to_status AND way.target = before.status
    END
), changed AS (
    UPDATE ${orders} AS o
    SET ${status} = status_change_status(allowed.to_status, o.${status}),
        ${assignee} = allowed.assignee,
        ${version} = o.${version} + 1
    FROM allowed
    WHERE o.${id} = allowed.order_id
    RETURNING allowed.id, o.${status}::text AS status, o.${version} AS version
), outcome AS (
    SELECT due.id, before.status, before.version, before.assignee, before.updated_at,
           changed.status AS after_status, changed.version AS applied_version,
           CASE
               WHEN changed.id IS NOT NULL THEN NULL
               WHEN before.id IS NULL THEN 'UNKNOWN_ORDER'
               WHEN before.version = due.expected_version THEN 'NOT_ALLOWED'
               WHEN due.undoes IS NULL AND before.status = due.to_status
                   AND before.assignee <> coalesce(due.assignee, due.principal)
                   AND EXISTS (
                       SELECT FROM ways WHERE target = due.to_status AND assignment = 'TAKE')
                   THEN 'TAKEN'
               ELSE 'STALE_VERSION'
           END AS reason
    FROM due
    LEFT JOIN before ON before.id = due.order_id
    LEFT JOIN changed ON changed.id = due.id
    WHERE before.id IS NOT NULL OR NOT EXISTS (SELECT FROM ${orders} WHERE ${id} = due.order_id)
), next AS MATERIALIZED (
    SELECT message_group.order_id,
           CASE
               WHEN message_group.locked
                   THEN greatest(head.available_at, statement_timestamp() + interval '50 milliseconds')
               ELSE head.available_at
           END AS available_at
    FROM (
        SELECT held.order_id, coalesce(outcome.id, 0) AS past,
               due.id IS NOT NULL AND outcome.id IS NULL AS locked
        FROM unnest(CAST(:groups AS bigint[])) AS held (order_id)
        LEFT JOIN due ON due.order_id = held.order_id
        LEFT JOIN outcome ON outcome.id = due.id
    ) AS message_group
    LEFT JOIN LATERAL (${oldest-pending.sql}) AS head ON true
), ${groups-given-back.sql}
UPDATE status_change AS c
SET state           = CASE WHEN outcome.reason IS NULL THEN 'APPLIED' ELSE 'REJECTED' END,
    compensable     = outcome.reason IS NULL AND :compensable,
    before_status   = CASE WHEN outcome.reason IS NULL THEN outcome.status END,
    before_assignee = CASE WHEN outcome.reason IS NULL THEN outcome.assignee END,
    after_status    = outcome.after_status,
    applied_version = outcome.applied_version,
    tx              = CASE WHEN outcome.reason IS NULL THEN pg_current_xact_id()::text END,
    reason          = outcome.reason,
    found_status    = CASE WHEN outcome.reason IS NOT NULL THEN outcome.status END,
    found_version   = CASE WHEN outcome.reason IS NOT NULL THEN outcome.version END,
    found_assignee  = CASE WHEN outcome.reason = 'TAKEN' THEN outcome.assignee END,
    found_since     = CASE WHEN outcome.reason = 'TAKEN' THEN status_change_since(
        c.order_id, outcome.status, outcome.version, outcome.assignee, outcome.updated_at) END,
    ended_at        = clock_timestamp()
FROM outcome
WHERE c.id = outcome.id
RETURNING c.*, (
    SELECT next.available_at <= statement_timestamp() FROM next WHERE next.order_id = c.order_id
) AS more
