-- Makes the server end this session, and with it release the lock of the leader, when the client is
-- paused or cut off: idle between two statements, or not taking what the server sends.
SELECT set_config('idle_session_timeout', :idle, false),
       set_config('idle_in_transaction_session_timeout', :idle, false),
       set_config('tcp_user_timeout', :idle, false),
       ${session.sql}
