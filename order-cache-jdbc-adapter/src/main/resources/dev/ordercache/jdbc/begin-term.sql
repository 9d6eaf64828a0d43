-- Begins a term. From its commit on nobody acknowledges in an earlier one.
UPDATE order_relay SET term = term + 1 WHERE single RETURNING term
