-- Applies the next round of a relay's term. Refused unless the relay's key holds exactly the term and the sequence number
-- that this relay wrote there: otherwise Redis has lost data, or another relay has taken over. A relay of another
-- database may have the same term, so the origin is compared too.
--
-- KEYS, ARGV  see forget.lua; then the guard's end in ms ('' leaves it), the bound in ms from which that end is computed,
--             and the name of the server whose clock it is; the term, its expected seq, and its origin
-- Reply accepted, new epoch, seq, time in ms, the server's name; then the table whose relay was refused meanwhile, if any
local guardUntil, bound, clock, term, seq, origin = unpack(ARGV, rest)
term, seq = tonumber(term), tonumber(seq)
local stored = redis.call('HMGET', relay, 'term', 'seq', 'origin', 'refused', 'owner')
if tonumber(stored[1] or '-1') ~= term or tonumber(stored[2] or '-1') ~= seq
    or stored[3] ~= origin then
  return refuse()
end
local reply = round(stored[5], seq + 1, false, guardUntil, bound, clock)
if stored[4] then
  redis.call('HDEL', relay, 'refused')
  reply[6] = stored[4]
end
return reply
