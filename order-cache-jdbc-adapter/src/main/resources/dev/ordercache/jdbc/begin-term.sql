-- Begins a term. Its origin names all that terms and what was cached count on: the cluster, its
-- timeline, the start of its server, the database, the relay's table, and the triggers that feed
-- the change log. The timeline is that of the next log record: what pg_control_checkpoint() says is out
-- of date between a promotion and the checkpoint after it. A server that comes back may have lost
-- commits that were seen, by a snapshot restored or a crash with synchronous_commit off. If only a
-- backend crashed, the server itself stays, but begins its statistics anew. The last column says
-- whether all triggers are there and fire when they should.
UPDATE order_relay SET term = term + 1
FROM (${triggers.sql}) AS triggers
WHERE single
RETURNING term, acknowledged_term, acknowledged_seq,
    concat_ws('.',
        (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8),
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
        (SELECT (extract(epoch FROM stats_reset) * 1000000)::bigint FROM pg_stat_wal),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        'order_relay'::regclass::oid,
        triggers.fingerprint),
    triggers.fingerprint,
    triggers.modes ~ ('^order_log_delete [OA], order_log_insert [OA], order_log_replicated [RA], '
                      'order_log_truncate A, order_log_update [OA], order_next_version A$')
