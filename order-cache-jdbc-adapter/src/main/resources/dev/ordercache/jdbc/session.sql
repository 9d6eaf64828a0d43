-- What all statements need of their session, or of their transaction where that is all they have: a limit
-- of time; no JIT compiler, which takes longer for one of them than it takes to execute; and no sequential
-- scans, because a queue is planned while it is empty and read when it may be long. Each has an index. A
-- part of other statements.
set_config('statement_timeout', '${timeout}', ${local}),
       set_config('jit', 'off', ${local}),
       set_config('enable_seqscan', 'off', ${local})
