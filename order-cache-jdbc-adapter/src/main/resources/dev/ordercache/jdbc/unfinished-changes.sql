-- Changes whose cache step or event is due for longer than a time: first those that may be taken back, for
-- which it is ten times as long, then the others, each by an index.
(
    SELECT * FROM status_change
    WHERE state = 'APPLIED' AND compensable AND NOT told
      AND ended_at <= statement_timestamp() - 10 * :since * interval '1 millisecond'
    ORDER BY id
    LIMIT :limit
) UNION ALL (
    SELECT * FROM status_change
    WHERE state <> 'PENDING' AND NOT told AND NOT (state = 'APPLIED' AND compensable)
      AND ended_at <= statement_timestamp() - :since * interval '1 millisecond'
    ORDER BY id
    LIMIT :limit
)
LIMIT :limit
