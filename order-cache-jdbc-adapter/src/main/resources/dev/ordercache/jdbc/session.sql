-- What all statements need of their session, or of their transaction where that is all they have: a limit
-- of time, and no JIT compiler, which takes longer for one of them than it takes to execute. A part of
-- other statements.
set_config('statement_timeout', '${timeout}', ${local}),
       set_config('jit', 'off', ${local})
