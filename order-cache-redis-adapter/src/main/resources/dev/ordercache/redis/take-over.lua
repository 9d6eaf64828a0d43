-- Begins a relay's term with its first round. Refused if a relay of a newer term of the same origin has taken over. The
-- cache stays warm only if it holds an epoch and at least the acknowledged progress, of the same origin. Otherwise it has
-- lost data, and a new epoch makes every older entry invalid. Taking over the cache of another table is refused until
-- that table's relay has applied no round for a while, because it may only be restarting. Then the cache changes its
-- owner, and begins a new epoch too. For the relay of another server of the same table, this time is shorter: that server
-- may be a copy, whose relay must wait, but usually the server was restarted or has a successor. The same origin under
-- another name is a table that was renamed.
--
-- KEYS, ARGV  see forget.lua; then the guard's end in ms ('' leaves it), the bound in ms from which that end is computed,
--             and the name of the server whose clock it is; origin, term, acknowledged term and seq, the table and server
--             of the changes ('' if not given), and the ms without a round after which the owner may be replaced by
--             another table, and by another server of its table
-- Reply accepted, new epoch, seq, time in ms, the server's name; then the owner if it is another
local guardUntil, bound, clock, origin, newTerm, ackTerm, ackSeq, mine, silence, restart = unpack(ARGV, rest)
local term = tonumber(newTerm)
ackTerm, ackSeq = tonumber(ackTerm), tonumber(ackSeq)
local stored = redis.call('HMGET', relay, 'origin', 'epoch', 'term', 'seq', 'owner', 'applied')
local storedTerm, storedSeq = tonumber(stored[3] or '-1'), tonumber(stored[4] or '-1')
local owner, applied = stored[5] or '', tonumber(stored[6] or '')
local timeout = tableOf(owner) == tableOf(mine) and restart or silence
-- The absolute difference, because the clock may have been set back, or be that of a server that was promoted.
local alive = applied and math.abs(now - applied) < tonumber(timeout)
if isForeign(mine, owner) and stored[1] ~= origin and alive then
  redis.call('HDEL', relay, 'refused')
  redis.pcall('HSET', relay, 'refused', mine)
  local reply = refuse()
  reply[6] = owner
  return reply
end
local same = stored[1] == origin and owner == mine
if same and storedTerm > term then
  return refuse()
end
-- A stream must not mix the events of several owners. Its readers get a reset.
if owner ~= mine then
  redis.call('UNLINK', events)
end
local warm = same and stored[2]
  and (storedTerm > ackTerm or (storedTerm == ackTerm and storedSeq >= ackSeq))
local reply = round(mine, 1, not warm, guardUntil, bound, clock)
redis.call('HDEL', relay, 'refused')
redis.call('HSET', relay, 'origin', origin, 'term', newTerm, 'owner', mine)
return reply
