-- The unfinished changes: how many are pending and how many have ended but are not published, counted up
-- to a limit; for how many milliseconds the oldest of them have waited; and the principals that have a
-- tenth of the limit, or more, pending.
WITH counted AS MATERIALIZED (
    SELECT principal, accepted_at FROM status_change WHERE state = 'PENDING' LIMIT :limit
)
SELECT pending.count AS pending,
       extract(epoch FROM statement_timestamp() - pending.since) * 1000 AS oldest_pending,
       (
           SELECT extract(epoch FROM statement_timestamp() - available_at) * 1000
           FROM status_change_group ORDER BY available_at LIMIT 1
       ) AS overdue,
       (
           SELECT count(*)
           FROM (SELECT FROM status_change WHERE state <> 'PENDING' AND NOT published LIMIT :limit) AS ended
       ) AS unfinished,
       (
           SELECT extract(epoch FROM statement_timestamp() - ended_at) * 1000
           FROM status_change WHERE state <> 'PENDING' AND NOT published ORDER BY id LIMIT 1
       ) AS oldest_unfinished,
       ARRAY (
           SELECT principal FROM counted
           GROUP BY principal HAVING count(*) >= greatest(1, :limit / 10)
       ) AS greedy
FROM (SELECT count(*), min(accepted_at) AS since FROM counted) AS pending
