-- Takes the lock of the leader if no other session has it; it is held until the session ends. Its key is
-- 0x6f636c64 ("ocld") and the table of the relay, so that several schemas of one database, each with its own
-- orders, have a leader each. Also returns the owner of the calling relay, and the namespace to which the
-- leader relays.
SELECT pg_try_advisory_lock(1868786788, 'order_relay'::regclass::oid::int) AS locked, (${owner.sql}) AS owner,
       (SELECT namespace FROM order_relay WHERE single) AS namespace
