-- The triggers that feed the change log: a fingerprint of their rows in the catalogue, and when each
-- fires. Whoever switches one off or on writes its row anew, which has another xmin from then on.
-- A part of other statements.
SELECT md5(string_agg(concat(tgname, tgenabled, xmin), ',' ORDER BY tgname)) AS fingerprint,
       string_agg(concat(tgname, ' ', tgenabled), ', ' ORDER BY tgname) AS modes
FROM pg_trigger
WHERE tgrelid = '${orders}'::regclass
  AND tgname IN ('order_next_version', 'order_log_insert', 'order_log_update',
                 'order_log_delete', 'order_log_truncate', 'order_log_replicated')
