-- Why a change could only be rejected, in the columns that settle.sql fills; no row if the order does not
-- exist.
SELECT CASE
           WHEN ${version} <= :expected THEN 'NOT_ALLOWED'
           WHEN :takes AND ${status}::text = :to AND ${assignee}::text <> :taker THEN 'TAKEN'
           ELSE 'STALE_VERSION'
       END AS reason,
       ${status}::text AS found_status,
       ${version} AS found_version,
       ${assignee}::text AS found_assignee,
       status_change_since(${id}, ${status}::text, ${version}, ${assignee}::text, ${updated_at})
           AS found_since,
       NULL AS error
FROM ${orders}
WHERE ${id} = :order
