-- Makes the server end this session, and with it release the lock of the leader, when the client is
-- paused or cut off: idle between two statements, or not taking what the server sends. Sequential
-- scans are off because the log is planned while it is empty and read when it may be long.
SELECT set_config('idle_session_timeout', :idle, false),
       set_config('idle_in_transaction_session_timeout', :idle, false),
       set_config('tcp_user_timeout', :idle, false),
       set_config('enable_seqscan', 'off', false),
       ${session.sql}
