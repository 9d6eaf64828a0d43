-- Comes after forget.lua and clock.lua in take-over.lua and drain.lua: one round of the relay. Promises to delete what
-- the round brings, but for entries that a done mark names; to raise the sequence number and note the time; and to let the guard vouch
-- for the cache until an absolute time of this server's clock, if the round read all that there was. A time that is
-- over ends the guard at once. A time that another server's clock told ends it too, and the next round sets it.
--
-- The guard is written on this server only: neither its replicas nor its append-only file get it. A replica whose
-- clock is behind would vouch for too long. So a server that was promoted or restarted vouches for nothing until a
-- relay has done a round there, founded on the time there.

-- Some who look like Redis cannot do this. There the guard is replicated, and the clocks must be kept together.
local function replicate(whereTo)
  if redis.set_repl then
    redis.set_repl(whereTo)
  end
end

-- A full synchronisation copies the guard with everything else; the replica is told at the next round to delete it.
local function setGuard(guardUntil, bound)
  redis.call('UNLINK', guard)
  replicate(redis.REPL_NONE)
  redis.call('SET', guard, bound)
  redis.call('PEXPIREAT', guard, guardUntil)
  replicate(redis.REPL_ALL)
end

local function refuse()
  return {0, 0, 0, now, server}
end

-- `clock` is the name of the server that told the time on which the guard's end is founded, `bound` how many ms the end
-- is after that time.
local function round(owner, seq, lost, guardUntil, bound, clock)
  forget(
    function(mark, transaction)
      local done = redis.call('GET', mark)
      local mine = markOf(transaction, owner)
      return done and string.sub(done, 1, #mine) == mine and string.sub(done, #mine + 1)
    end,
    function() end)
  if lost or everything then
    beginEpoch(owner)
  end
  redis.call('HDEL', feed, 'seq')
  redis.call('HSET', feed, 'seq', string.format('%.0f', seq), 'drained', string.format('%.0f', now))
  if clock ~= server then
    redis.call('UNLINK', guard)
  elseif guardUntil ~= '' then
    setGuard(guardUntil, bound)
  end
  return {1, (lost or everything) and 1 or 0, seq, now, server}
end
