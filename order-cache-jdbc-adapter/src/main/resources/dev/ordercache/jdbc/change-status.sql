-- Changes the status of an order if it has the expected version and comes from an allowed status;
-- otherwise returns no row. The lock makes a second writer wait for the first and then look at the
-- order as the first has left it, so that of many with the same expected version one succeeds.
-- RETURNING knows the old row only since PostgreSQL 18, hence the locked one. The transaction is the
-- one that the trigger logs.
WITH before AS (
    SELECT ${id} AS id, ${status}::text AS status
    FROM ${orders}
    WHERE ${id} = :id AND ${version} = :expected AND ${status} = ANY (:from)
    FOR NO KEY UPDATE
)
UPDATE ${orders} AS o
SET ${status} = :to, ${assignee} = coalesce(:assignee, o.${assignee})
FROM before
WHERE o.${id} = before.id
RETURNING before.status, pg_current_xact_id()::text,
          o.${id}, o.${number}::text, o.${status}::text, o.${version}, o.${customer}::text,
          o.${product}::text, o.${quantity}, o.${price}, o.${currency}::text, o.${priority},
          o.${assignee}::text, o.${due_at}, o.${created_at}, o.${updated_at}
