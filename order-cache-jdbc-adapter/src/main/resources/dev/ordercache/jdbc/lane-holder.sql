-- Settings of a transaction that takes lanes; always true. The server ends it when the client is paused
-- or cut off in the middle of it, and with it releases the lanes. Its later statements are not planned
-- each time anew, which would take longer than to execute them. A part of other statements.
(SELECT set_config('idle_in_transaction_session_timeout', :idle, true)
        || set_config('plan_cache_mode', 'force_generic_plan', true)) IS NOT NULL
