-- The namespace to which the table's log is relayed; no row if no relay leads now.
SELECT namespace FROM order_relay
WHERE single AND EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = 1868786788 AND objid = 'order_relay'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
