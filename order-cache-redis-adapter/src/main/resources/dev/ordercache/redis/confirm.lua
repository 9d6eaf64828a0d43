-- Returns the current generations of the lists, and for how much longer the reader may trust them. Writes nothing.
-- A process may use its copies of these generations until then: a change that was committed before that time minus the
-- reader's own bound was invalidated before this script ran.
--
-- KEYS  relay, guard, then one list entry each
-- ARGV  see reader.lua
-- Reply the ms for which they may be trusted, 0 or less for not at all; then per list its generation, '' if it has none
--       in this epoch
local reply = {validFor}
for n = 3, #KEYS do
  local found = redis.call('HMGET', KEYS[n], 'g', 'e')
  reply[n - 1] = found[1] and found[2] == epoch and found[1] or ''
end
return reply
