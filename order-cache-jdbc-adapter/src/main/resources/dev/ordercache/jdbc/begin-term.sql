-- Begins a term, of a relay that feeds this namespace. From its commit on nobody acknowledges in an earlier one.
UPDATE order_relay SET term = term + 1, namespace = :namespace WHERE single RETURNING term
