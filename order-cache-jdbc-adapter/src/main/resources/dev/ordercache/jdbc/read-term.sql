-- The data with which a term begins; read after its begin was committed, so that the last acknowledgement of
-- an earlier term is visible. Its origin names everything on which terms and cached entries depend: the
-- cluster, its timeline, the start of its server, the database, the relay's table, and the triggers that write
-- the change log. The timeline is that of the next WAL record: the value of pg_control_checkpoint() is out of
-- date between a promotion and the checkpoint after it. A server that comes back may have lost commits that
-- were seen, through a restored snapshot or a crash with synchronous_commit off. If only a backend crashed,
-- the server itself keeps running, but resets its statistics.
--
-- A floor of another log, dumped and restored elsewhere, is ignored. A restart, a promotion and a crash leave
-- it valid: every transaction that is decided in it was written to the WAL before it. The last column says
-- whether all triggers exist and fire when they should.
SELECT concat_ws('.',
           cluster.system_identifier,
           left(pg_walfile_name(pg_current_wal_lsn()), 8),
           (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
           (SELECT (extract(epoch FROM stats_reset) * 1000000)::bigint FROM pg_stat_wal),
           database.oid,
           'order_relay'::regclass::oid,
           triggers.fingerprint) AS origin,
       triggers.fingerprint,
       log.name AS log,
       coalesce(progress.id, 0) AS progress,
       coalesce(progress.term, 0) AS acknowledged_term,
       coalesce(progress.seq, 0) AS acknowledged_seq,
       CASE WHEN progress.log = log.name THEN progress.floor::text ELSE '1:1:' END AS floor,
       triggers.modes ~ ('^order_log_delete [OA], order_log_insert [OA], order_log_replicated [RA], '
                         'order_log_truncate A, order_log_update [OA], order_next_version A$') AS all_fire
FROM pg_control_system() AS cluster
CROSS JOIN (SELECT oid FROM pg_database WHERE datname = current_database()) AS database
CROSS JOIN (${triggers.sql}) AS triggers
CROSS JOIN (${log-name.sql}) AS log
LEFT JOIN LATERAL (
    SELECT * FROM order_relay_progress ORDER BY id DESC LIMIT 1
) AS progress ON true
