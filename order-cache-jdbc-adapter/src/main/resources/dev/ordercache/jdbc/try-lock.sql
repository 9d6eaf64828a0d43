-- Takes the lock of the leader if nobody has it; it is held until the session ends. Its key is
-- 0x6f636c64 ("ocld") and the table of the relay, so that several schemas of one database, each
-- with its own orders, have a leader each. Also says whose relay asks, and which namespace the leader feeds.
SELECT pg_try_advisory_lock(1868786788, 'order_relay'::regclass::oid::int) AS locked, (${owner.sql}) AS owner,
       (SELECT namespace FROM order_relay WHERE single) AS namespace
