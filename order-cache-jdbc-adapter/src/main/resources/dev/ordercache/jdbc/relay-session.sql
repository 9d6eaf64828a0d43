-- Makes the server end this session, and with it release the lock of the leader, when the client is
-- paused or cut off: idle between two statements, or not taking what the server sends. Sequential
-- scans are off because the log is planned while it is empty and read when it may be long. Nothing is
-- compiled: a server with a JIT compiler takes longer for that than for any of these statements.
SELECT set_config('idle_session_timeout', :idle, false),
       set_config('idle_in_transaction_session_timeout', :idle, false),
       set_config('tcp_user_timeout', :idle, false),
       set_config('statement_timeout', :timeout, false),
       set_config('enable_seqscan', 'off', false),
       set_config('jit', 'off', false)
