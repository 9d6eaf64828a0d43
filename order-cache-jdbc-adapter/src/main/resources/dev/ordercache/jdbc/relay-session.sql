-- Makes the server end this session, and with it release the lock of the leader, when the client is
-- paused or cut off: idle between two statements, or not taking what the server sends. Its commits wait for no
-- standby, or a silent one would end the guard: what a promoted standby lacks of them was of another origin.
-- The log is read by its key, in whose order a limit ends the reading: a bitmap would be made of all rows that
-- are waiting. So one plan suits all its parameters, and a statement that is asked forty times a second is not
-- planned each time.
SELECT set_config('idle_session_timeout', :idle, false),
       set_config('idle_in_transaction_session_timeout', :idle, false),
       set_config('tcp_user_timeout', :idle, false),
       set_config('synchronous_commit',
                  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'off' ELSE 'local' END, false),
       set_config('enable_bitmapscan', 'off', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       ${session.sql}
