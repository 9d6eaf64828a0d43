-- Begins a relay's term with its first round. Refused if a relay of a newer term of the same origin was here. The
-- cache stays warm only if it holds an epoch and at least what was acknowledged, of the same origin; otherwise it has
-- lost something, and a new epoch makes every older entry invalid. A cache of another table is refused until its relay
-- has done no round for a while, because that may only be restarting. Then the cache changes hands, and begins a new
-- epoch too. For the relay of another server of the same table the while is shorter: it may be that of a copy, and then
-- it must wait, but as a rule the server was restarted or has a successor. The same origin under another name is a table
-- that was renamed.
--
-- KEYS, ARGV  see forget.lua; then the guard's end in ms ('' leaves it), the bound in ms on which that end is founded,
--             and the name of the server whose clock it is; origin, term, acknowledged term and seq, the
--             table and server whose changes they are ('' if it is not said), and the ms for which an owner may be
--             silent: towards another table, and towards another server of its own
-- Reply accepted, new epoch, seq, time in ms, the server's name; then the owner if it is another
local guardUntil, bound, clock, origin, newTerm, ackTerm, ackSeq, mine, silence, restart = unpack(ARGV, rest)
local term = tonumber(newTerm)
ackTerm, ackSeq = tonumber(ackTerm), tonumber(ackSeq)
local stored = redis.call('HMGET', feed, 'origin', 'epoch', 'term', 'seq', 'owner', 'drained')
local storedTerm, storedSeq = tonumber(stored[3] or '-1'), tonumber(stored[4] or '-1')
local owner, drained = stored[5] or '', tonumber(stored[6] or '')
local patience = tableOf(owner) == tableOf(mine) and restart or silence
-- On both sides of the time: the clock may have been set back, or be that of a server that was promoted.
local alive = drained and math.abs(now - drained) < tonumber(patience)
if isForeign(mine, owner) and stored[1] ~= origin and alive then
  redis.call('HDEL', feed, 'refused')
  redis.pcall('HSET', feed, 'refused', mine)
  local reply = refuse()
  reply[6] = owner
  return reply
end
local same = stored[1] == origin and owner == mine
if same and storedTerm > term then
  return refuse()
end
-- Nobody is to follow the events of several owners in one stream; its readers are told to read again.
if owner ~= mine then
  redis.call('UNLINK', events)
end
local warm = same and stored[2]
  and (storedTerm > ackTerm or (storedTerm == ackTerm and storedSeq >= ackSeq))
local reply = round(mine, 1, not warm, guardUntil, bound, clock)
redis.call('HDEL', feed, 'refused')
redis.call('HSET', feed, 'origin', origin, 'term', newTerm, 'owner', mine)
return reply
