-- How many rows the relay has not read, up to a limit.
SELECT count(*) FROM (
    ${log-rows.sql}
) AS change
