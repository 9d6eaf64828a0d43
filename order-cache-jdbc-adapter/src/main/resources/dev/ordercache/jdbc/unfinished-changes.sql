-- Changes whose cache step or event has been due for longer than a given time: first those that may be
-- compensated, for which it is ten times as long, then the others, each by an index.
(
    SELECT * FROM status_change
    WHERE state = 'APPLIED' AND compensable AND NOT published
      AND ended_at <= statement_timestamp() - 10 * :since * interval '1 millisecond'
    ORDER BY id
    LIMIT :limit
) UNION ALL (
    SELECT * FROM status_change
    WHERE state <> 'PENDING' AND NOT published AND NOT (state = 'APPLIED' AND compensable)
      AND ended_at <= statement_timestamp() - :since * interval '1 millisecond'
    ORDER BY id
    LIMIT :limit
)
LIMIT :limit
