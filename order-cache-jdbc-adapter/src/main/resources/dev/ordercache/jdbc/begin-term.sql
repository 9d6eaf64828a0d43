-- Begins a term of a relay that applies changes to this namespace. From its commit on no relay acknowledges
-- in an earlier one.
UPDATE order_relay SET term = term + 1, namespace = :namespace WHERE single RETURNING term
