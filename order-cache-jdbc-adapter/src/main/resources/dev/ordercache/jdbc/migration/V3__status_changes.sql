-- The queue and journal of status changes: an entry is written when a change is accepted, and records its
-- outcome from then on.
--
-- Can be run again. To be run in one transaction (Flyway does; psql -1), with the schema of the orders
-- first in the search path.

SET LOCAL client_min_messages = warning; -- existing objects need no notice

CREATE TABLE IF NOT EXISTS status_change (
    id               bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    order_id         bigint      NOT NULL,
    to_status        text        NOT NULL,
    expected_version bigint      NOT NULL,
    assignee         text,       -- null: as the transition sets it, or as it was if this undoes another change
    principal        text        NOT NULL,
    idempotency_key  text        NOT NULL,
    undoes           bigint,     -- the change that this one undoes
    state            text        NOT NULL DEFAULT 'PENDING' CHECK (state IN (
                                     'PENDING', 'APPLIED', 'DONE', 'REJECTED', 'CANCELLED', 'FAILED',
                                     'COMPENSATED', 'SUPERSEDED')),
    compensable      boolean     NOT NULL DEFAULT false, -- applied by a saga that may compensate it
    published        boolean     NOT NULL DEFAULT false, -- cache step and event are done
    attempts         int         NOT NULL DEFAULT 0,
    available_at     timestamptz NOT NULL DEFAULT statement_timestamp(),
    before_status    text,       -- its effect, null if it changed nothing
    before_assignee  text,
    after_status     text,
    applied_version  bigint,
    tx               text,
    reason           text,       -- why it was rejected, and the state of the order then
    found_status     text,
    found_version    bigint,
    found_assignee   text,
    found_since      timestamptz,
    error            text,       -- how the last attempt failed, or why it was not compensated
    accepted_at      timestamptz NOT NULL DEFAULT statement_timestamp(),
    ended_at         timestamptz,
    UNIQUE (principal, idempotency_key)
);

CREATE INDEX IF NOT EXISTS status_change_pending ON status_change (order_id, id)
    WHERE state = 'PENDING';
CREATE INDEX IF NOT EXISTS status_change_unpublished ON status_change (id)
    WHERE state <> 'PENDING' AND NOT published;
CREATE INDEX IF NOT EXISTS status_change_compensable ON status_change (id)
    WHERE state = 'APPLIED' AND compensable AND NOT published;
CREATE INDEX IF NOT EXISTS status_change_applied ON status_change (order_id, applied_version)
    WHERE applied_version IS NOT NULL;
CREATE INDEX IF NOT EXISTS status_change_ended ON status_change (ended_at) WHERE published;

-- One group for each order that has pending changes, due when the oldest of them is. A transaction that
-- accepts, applies or cancels changes of an order holds its group's lock until it ends: so they are
-- numbered in the order in which they are accepted, and no transaction applies a change that another one
-- applies or cancels.
CREATE TABLE IF NOT EXISTS status_change_group (
    order_id     bigint      PRIMARY KEY,
    available_at timestamptz NOT NULL,
    failures     int         NOT NULL DEFAULT 0 -- in a row, not caused by a change
);
CREATE INDEX IF NOT EXISTS status_change_group_due ON status_change_group (available_at);

-- Changes that ended long ago, if they are to be kept.
CREATE TABLE IF NOT EXISTS status_change_archive (LIKE status_change INCLUDING DEFAULTS);

-- Both tables are full of dead entries where the queue's head is read, see V2.
ALTER TABLE status_change SET (
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE status_change_group SET (
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 100000,
    autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false
);

-- Converts a status to the type of a column that is not text, which is given by a value of that type. No
-- cast in SQL leads from text to any type.
CREATE OR REPLACE FUNCTION status_change_status(status text, type_of anyelement) RETURNS anyelement
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN status;
END
$$;

-- The time since which an assignee has an order of this version: when the last change of its status was
-- applied, if that change gave the order to the assignee, or a given time if that is not known, as after a
-- change by SQL.
CREATE OR REPLACE FUNCTION status_change_since(
    changed_order bigint, present_status text, present_version bigint, present_assignee text,
    otherwise timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT CASE
                    WHEN after_status = present_status
                        AND coalesce(assignee, principal) = present_assignee THEN ended_at
                END
         FROM status_change
         WHERE order_id = changed_order AND applied_version <= present_version
           AND after_status <> before_status
         ORDER BY applied_version DESC
         LIMIT 1),
        otherwise)
$$;
