-- Included after forget.lua and clock.lua in take-over.lua and apply-round.lua: one round of the relay. Guarantees to
-- delete the round's entries, except those that a done mark names; to raise the sequence number and record the time; and
-- to set the guard until an absolute time of this server's clock, if the round read all changes. A time in the past ends
-- the guard at once. A time of another server's clock ends it too, and the next round sets it again.
--
-- The guard is written on this server only: neither its replicas nor its append-only file get it. On a replica whose
-- clock is behind, it would be present for too long. So on a server that was promoted or restarted, the guard is absent
-- until a relay has applied a round there, based on the time of that server.

-- Some servers compatible with Redis lack this. There the guard is replicated, and the clocks must be synchronized.
local function replicate(whereTo)
  if redis.set_repl then
    redis.set_repl(whereTo)
  end
end

-- A full synchronisation copies the guard with everything else; the UNLINK of the next round deletes it on the replica.
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

-- `clock` is the name of the server from whose time the guard's end was computed, `bound` how many ms the end is after
-- that time.
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
  redis.call('HDEL', relay, 'seq')
  redis.call('HSET', relay, 'seq', string.format('%.0f', seq), 'applied', string.format('%.0f', now))
  if clock ~= server then
    redis.call('UNLINK', guard)
  elseif guardUntil ~= '' then
    setGuard(guardUntil, bound)
  end
  return {1, (lost or everything) and 1 or 0, seq, now, server}
end
