-- How many orders are in a status, from an index alone, the time as of which that is right, and
-- whether the server is a standby.
SELECT now(), pg_is_in_recovery(), count(*) FROM ${orders} WHERE ${status} = :status
