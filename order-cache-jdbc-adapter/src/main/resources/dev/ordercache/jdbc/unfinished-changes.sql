-- Changes whose cache step or event is due for longer than a time.
SELECT * FROM status_change
WHERE state <> 'PENDING' AND NOT told
  AND ended_at <= statement_timestamp() - :since * interval '1 millisecond'
ORDER BY id
LIMIT :limit
