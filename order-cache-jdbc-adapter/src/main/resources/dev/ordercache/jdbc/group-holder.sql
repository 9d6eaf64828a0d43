-- Settings of a transaction that takes groups; always true. The server ends the transaction when the
-- client is paused or disconnected in the middle of it, and so releases the groups. Its later statements
-- use generic plans, because planning them each time would take longer than executing them. A part of
-- other statements.
(SELECT set_config('idle_in_transaction_session_timeout', :idle, true)
        || set_config('plan_cache_mode', 'force_generic_plan', true)) IS NOT NULL
