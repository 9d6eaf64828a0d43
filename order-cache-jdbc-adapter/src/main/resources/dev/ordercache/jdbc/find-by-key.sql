-- The change that a principal has submitted under a key.
SELECT * FROM status_change WHERE principal = :principal AND idempotency_key = :key
