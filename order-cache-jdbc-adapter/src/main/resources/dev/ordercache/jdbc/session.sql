-- Settings that all statements need, in their session or, where sessions are shared, in their transaction:
-- a statement timeout; no JIT compiler, because compiling one of them takes longer than executing it; and
-- no sequential scans, because a queue is planned while it is empty and read when it may be long. Each
-- statement has an index. A part of other statements.
set_config('statement_timeout', '${timeout}', ${local}),
       set_config('jit', 'off', ${local}),
       set_config('enable_seqscan', 'off', ${local})
