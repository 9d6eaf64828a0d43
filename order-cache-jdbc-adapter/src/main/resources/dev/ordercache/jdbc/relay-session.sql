-- Makes the server end this session, and so release the leader's lock, when the client is paused or
-- disconnected: idle between two statements, or not receiving what the server sends. Its commits wait for no
-- standby, because a silent one would end the guard; commits that a promoted standby lacks are of another
-- origin. The log is read by its key, in whose order a limit ends the reading; a bitmap would be built from
-- all rows that are waiting. One plan therefore suits all its parameters, and a statement that runs forty
-- times a second is not planned each time.
SELECT set_config('idle_session_timeout', :idle, false),
       set_config('idle_in_transaction_session_timeout', :idle, false),
       set_config('tcp_user_timeout', :idle, false),
       set_config('synchronous_commit',
                  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'off' ELSE 'local' END, false),
       set_config('enable_bitmapscan', 'off', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       ${session.sql}
