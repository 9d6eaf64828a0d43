-- How many changes are pending, of so many at most.
SELECT count(*) FROM (SELECT FROM status_change WHERE state = 'PENDING' LIMIT :most) AS pending
