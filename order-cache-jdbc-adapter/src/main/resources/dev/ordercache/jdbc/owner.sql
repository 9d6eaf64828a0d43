-- Names the table of orders, the owner of their cache, by names that a restart, a promotion and a restore in place
-- leave unchanged. Behind the @ is the start time of this server, in microseconds, because a copy of a cluster has
-- the same names. A part of other statements.
SELECT concat_ws('/', system_identifier, current_database(), nspname, relname)
       || '@' || (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint
FROM pg_control_system(), pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE pg_class.oid = '${orders}'::regclass
