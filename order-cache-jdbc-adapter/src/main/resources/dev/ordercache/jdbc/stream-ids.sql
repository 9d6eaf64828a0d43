-- The id of every order in some statuses, in no particular order; read in portions from a cursor.
SELECT ${id} FROM ${orders} WHERE ${status} = ANY (:statuses)
