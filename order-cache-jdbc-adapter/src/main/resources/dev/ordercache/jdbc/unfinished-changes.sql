-- Changes whose cache step or event is due for longer than a time, or for ten times as long if they may
-- be taken back.
SELECT * FROM status_change
WHERE state <> 'PENDING' AND NOT told
  AND ended_at <= statement_timestamp() - :since * interval '1 millisecond'
                  * CASE WHEN state = 'APPLIED' AND compensable THEN 10 ELSE 1 END
ORDER BY id
LIMIT :limit
