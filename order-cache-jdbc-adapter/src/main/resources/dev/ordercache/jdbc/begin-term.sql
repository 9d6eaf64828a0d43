-- Begins a term. Its origin names the cluster, its timeline, the database and the relay's table,
-- because terms count on only within these. The timeline is that of the next log record: what
-- pg_control_checkpoint() says is out of date between a promotion and the checkpoint after it. The
-- last column says whether all triggers that feed the change log are there and enabled.
UPDATE order_relay SET term = term + 1
RETURNING term, acknowledged_term, acknowledged_seq,
    (SELECT system_identifier FROM pg_control_system())
        || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
        || '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
        || '.' || 'order_relay'::regclass::oid,
    6 = (SELECT count(*) FROM pg_trigger
         WHERE tgrelid = 'orders'::regclass AND tgenabled <> 'D'
           AND tgname IN ('order_next_version', 'order_log_insert', 'order_log_update',
                          'order_log_delete', 'order_log_truncate', 'order_log_replicated'))
