-- Tells which generations the lists have now, and for how much longer the guard vouches for that. Writes nothing. A
-- process may use what it holds of these generations until the guard of this moment ends: what was committed before
-- that end minus the staleness bound was invalidated before this script ran.
--
-- KEYS  feed, guard, then one list entry each
-- Reply the guard's remaining ms, 0 if nobody vouches; then per list its generation, '' if it has none in this epoch
local epoch = redis.call('HGET', KEYS[1], 'epoch')
local left = redis.call('PTTL', KEYS[2])
local reply = {epoch and left > 0 and left or 0}
for n = 3, #KEYS do
  local found = redis.call('HMGET', KEYS[n], 'g', 'e')
  reply[n - 1] = found[1] and found[2] == epoch and found[1] or ''
end
return reply
