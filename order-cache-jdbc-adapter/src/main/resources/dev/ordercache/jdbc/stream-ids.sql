-- The id of every order in some statuses, in no particular order; fetched in portions.
DECLARE order_ids NO SCROLL CURSOR FOR
SELECT ${id} FROM ${orders} WHERE ${status} = ANY (:statuses)
