-- How many orders are in a status, from an index alone, and the time as of which that is right.
SELECT statement_timestamp(), count(*) FROM orders WHERE status = :status
