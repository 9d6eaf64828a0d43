-- A row if there is one that the relay has not read. Says nothing of the term, the triggers and the log's state.
${log-rows.sql}
