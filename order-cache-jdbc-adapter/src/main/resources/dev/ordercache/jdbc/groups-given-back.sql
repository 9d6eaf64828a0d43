-- Closes groups without a next pending change, and makes the others due when their next change is, but not
-- before they were due already, where claims would no longer look for them at once. The caller holds the groups'
-- locks. The arrays make it find the groups by their key, even if it was planned while there were so few that
-- scanning all would do. A part of other statements.
closed AS (
    DELETE FROM status_change_group
    WHERE order_id = ANY (ARRAY(SELECT order_id FROM next WHERE available_at IS NULL))
), kept AS (
    UPDATE status_change_group AS l
    SET available_at = greatest(next.available_at, least(l.available_at, statement_timestamp())), failures = 0
    FROM next
    WHERE l.order_id = ANY (ARRAY(SELECT order_id FROM next))
      AND l.order_id = next.order_id AND next.available_at IS NOT NULL
      AND (next.available_at <> l.available_at OR l.failures > 0)
)
