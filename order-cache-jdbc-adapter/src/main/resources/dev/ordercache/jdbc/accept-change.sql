-- Records a change; returns no row if the principal has used the key before, if there is no such order,
-- or if the change could only be rejected: the order is past the expected version, or has it and the
-- workflow does not lead from its status to the wanted one. The group is locked first, so that the
-- number is assigned under its lock: of two changes of an order, the one with the lower number is
-- committed first. A group that turns out to be taken unnecessarily, because the key was used meanwhile,
-- is closed by the next transaction that settles it.
WITH message_group AS (
    INSERT INTO status_change_group AS l (order_id, available_at)
    SELECT ${id}, statement_timestamp() + :grace * interval '1 millisecond'
    FROM ${orders}
    WHERE ${id} = :order
      AND (${version} < :expected OR (${version} = :expected AND ${status}::text = ANY (:sources)))
      AND NOT EXISTS (
          SELECT FROM status_change WHERE principal = :principal AND idempotency_key = :key)
      AND ${group-holder.sql}
    ON CONFLICT (order_id) DO UPDATE SET available_at = l.available_at
    RETURNING order_id
)
INSERT INTO status_change (order_id, to_status, expected_version, assignee, principal,
                           idempotency_key, undoes, available_at)
SELECT order_id, :to, :expected, :assignee, :principal, :key, :undoes,
       statement_timestamp() + :grace * interval '1 millisecond'
FROM message_group
ON CONFLICT (principal, idempotency_key) DO NOTHING
RETURNING *
