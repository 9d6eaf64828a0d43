-- Begins a relay's term with its first round. Refused if a relay of a newer term of the same origin was here. The
-- cache stays warm only if it holds an epoch and at least what was acknowledged, of the same origin; otherwise it has
-- lost something, and a new epoch makes every older entry invalid.
--
-- KEYS, ARGV  see forget.lua; then the guard's end in ms ('' leaves it), the bound in ms on which that end is founded,
--             and the name of the server whose clock it is; origin, term, acknowledged term and seq
-- Reply accepted, new epoch, seq, time in ms, the server's name
local guardUntil, bound, clock, origin, newTerm, ackTerm, ackSeq = unpack(ARGV, rest)
local term = tonumber(newTerm)
ackTerm, ackSeq = tonumber(ackTerm), tonumber(ackSeq)
local stored = redis.call('HMGET', feed, 'origin', 'epoch', 'term', 'seq')
local storedTerm, storedSeq = tonumber(stored[3] or '-1'), tonumber(stored[4] or '-1')
local same = stored[1] == origin
if same and storedTerm > term then
  return refuse()
end
local warm = same and stored[2]
  and (storedTerm > ackTerm or (storedTerm == ackTerm and storedSeq >= ackSeq))
local reply = round(1, not warm, guardUntil, bound, clock)
redis.call('HSET', feed, 'origin', origin, 'term', newTerm)
return reply
