-- How many committed rows of the log no relay has acknowledged, up to a limit, and for how many milliseconds the
-- oldest of them has existed, by the times of their statements. The rows are those behind the floor that was
-- stored last, as in log-rows.sql, so rows that were deleted before are not scanned. Needs no leadership.
WITH progress AS MATERIALIZED (
    SELECT coalesce((
        SELECT CASE WHEN log = (SELECT name FROM (${log-name.sql}) AS log) THEN floor END
        FROM order_relay_progress ORDER BY id DESC LIMIT 1
    ), '1:1:') AS floor
)
SELECT count(*) AS unread, extract(epoch FROM statement_timestamp() - min(logged_at)) * 1000 AS oldest
FROM (
    (
        SELECT logged_at
        FROM (SELECT pg_snapshot_xip(floor) AS tx FROM progress) AS open
        CROSS JOIN LATERAL (
            SELECT logged_at FROM order_change AS c WHERE c.tx = open.tx LIMIT CAST(:limit AS bigint)
        ) AS logged
        WHERE pg_visible_in_snapshot(open.tx, pg_current_snapshot())
    ) UNION ALL (
        SELECT logged_at
        FROM order_change
        WHERE tx >= (SELECT pg_snapshot_xmax(floor) FROM progress) AND tx < pg_snapshot_xmax(pg_current_snapshot())
        ORDER BY tx, id
    )
    LIMIT CAST(:limit AS bigint)
) AS unread
