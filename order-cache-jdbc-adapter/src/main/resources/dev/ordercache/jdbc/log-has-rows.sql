-- Returns a row if there is one that the relay has not read. Does not check the term, the triggers or the log's
-- state.
${log-rows.sql}
