-- Writes loaded values. Promises to write a value only under the very lease that was given for it, in the generation
-- and the epoch in which it was given, and to end the lease with that. So nothing is written after an invalidation, an
-- eviction, a flush, an expiry, a failover or a new epoch, nor from another table or server: whenever in doubt, nothing is cached.
--
-- KEYS  feed, then one entry per value
-- ARGV  per value: its field, the lease's generation and token, the value, the ms that the entry may live at most
--       from now ('' leaves that as it is); last, the table and server of the reader ('' if it does not say)
-- Reply per value 1 if it was written, else 0
local call = redis.call
local feed, mine = call('HMGET', KEYS[1], 'epoch', 'owner'), ARGV[#ARGV]
local epoch = not isForeign(mine, feed[2]) and feed[1]
local reply = {}
for n = 1, #KEYS - 1 do
  local entry, at = KEYS[n + 1], n * 5 - 4
  local field, generation, token, value, lifetime = unpack(ARGV, at, at + 4)
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local found = call('HMGET', entry, 'g', 'e', leaseField)
  reply[n] = 0
  if found[1] == generation and found[2] == epoch
      and found[3] and string.sub(found[3], 1, #token + 1) == token .. ':' then
    call('HSET', entry, field, value)
    call('HDEL', entry, leaseField)
    if lifetime ~= '' and call('PTTL', entry) > tonumber(lifetime) then
      call('PEXPIRE', entry, lifetime)
    end
    reply[n] = 1
  end
end
return reply
