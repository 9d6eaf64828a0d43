-- Stores the relay's progress and deletes the rows that it has applied to the cache, both only if it leads
-- in the current term; returns the number of this progress, or no row. One statement, so that a relay that
-- is paused cannot hold locks in the middle. It waits for an election that is not yet committed, and then
-- sees it; a later election waits for this statement. The term is locked but not written: while an old
-- snapshot elsewhere keeps all versions of a row, each write would make every poll slower. For the same
-- reason the progress is a new row, and the one before it is deleted by its key. The transactions are
-- named twice so that the rows are found by the key, however few rows the planner expected.
WITH leader AS (
    SELECT term FROM order_relay WHERE single AND term = CAST(:term AS bigint) FOR NO KEY UPDATE
), deleted AS (
    DELETE FROM order_change
    WHERE tx = ANY (CAST(CAST(:transactions AS text[]) AS xid8[])) AND (tx, id) IN (
        SELECT * FROM unnest(CAST(CAST(:transactions AS text[]) AS xid8[]), CAST(:positions AS bigint[])))
      AND EXISTS (SELECT FROM leader)
), superseded AS (
    DELETE FROM order_relay_progress WHERE id = CAST(:previous AS bigint) AND EXISTS (SELECT FROM leader)
)
INSERT INTO order_relay_progress (term, seq, log, floor, logged)
SELECT term, CAST(:seq AS bigint), :log, CAST(CAST(:floor AS text) AS pg_snapshot),
       coalesce(pg_sequence_last_value('order_change_id_seq'::regclass), 0)
FROM leader
RETURNING id
