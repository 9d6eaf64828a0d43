-- Stores how far the relay has got and deletes the rows that it has carried into the cache, both
-- only if it leads in the current term; returns 1 if so, otherwise 0. One statement, so that a relay
-- that is paused can not hold locks in the middle. An election that is not yet committed is waited
-- for, and then looked at.
WITH confirmed AS (
    UPDATE order_relay SET acknowledged_term = :term, acknowledged_seq = :seq
    WHERE single AND term = :term
    RETURNING term
), deleted AS (
    DELETE FROM order_change WHERE id = ANY (:positions) AND EXISTS (SELECT FROM confirmed)
)
SELECT count(*) FROM confirmed
