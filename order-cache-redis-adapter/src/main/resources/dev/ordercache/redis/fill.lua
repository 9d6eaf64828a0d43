-- Writes loaded values. Guarantees to write a value only under the lease that was granted for it, in the generation and
-- the epoch in which it was granted, and to end the lease with the write. So nothing is written after an invalidation, an
-- eviction, a flush, an expiry, a failover or a new epoch, nor from another table or server: in case of doubt, nothing is
-- cached. Every value is counted in the account. A value with a lease always has room, except "no such order": within the
-- lifetime of one such entry, at most 1/64 of the maximum bytes is written. Made-up ids cost no more memory than that.
--
-- KEYS  relay, account, then one entry per value
-- ARGV  per value: its field, the lease's generation and token, the value, the entry's maximum time to live in ms from
--       now ('' leaves it as it is, otherwise the value is "no such order"); then the width of the account's times in ms
--       and the maximum bytes; last, the table and server of the reader ('' if not given)
-- Reply per value 1 if it was written, else 0
local call = redis.call
local account, bound = openAccount(KEYS[2], tonumber(ARGV[#ARGV - 2])), tonumber(ARGV[#ARGV - 1])
local relay, mine = call('HMGET', KEYS[1], 'epoch', 'owner'), ARGV[#ARGV]
local epoch = not isForeign(mine, relay[2]) and relay[1]
local reply = {}

-- The list's own bytes count with its first value.
local function write(entry, field, value, before, leaseField)
  if field == 'v' then
    call('HSET', entry, field, value)
    account.add(entry, orderBytes(#value))
  else
    local bytes = pageBytes(#value) + (before and 0 or orderBytes(0))
    call('HSET', entry, field, value, 'b', (tonumber(before or '') or 0) + bytes)
    account.add(entry, bytes)
  end
  call('HDEL', entry, leaseField)
  return 1
end

local function writeAbsent(entry, value, lifetime, leaseField)
  if not account.addAbsent(#value, lifetime, bound / 64) then
    call('HDEL', entry, leaseField)
    if call('HLEN', entry) == 2 then
      call('UNLINK', entry)
    end
    return 0
  end
  call('HSET', entry, 'v', value, 'b', 0)
  call('HDEL', entry, leaseField)
  if call('PTTL', entry) > lifetime then
    call('PEXPIRE', entry, lifetime)
  end
  return 1
end

for n = 1, #KEYS - 2 do
  local entry, at = KEYS[n + 2], n * 5 - 4
  local field, generation, token, value, lifetime = unpack(ARGV, at, at + 4)
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local found = call('HMGET', entry, 'g', 'e', leaseField, 'b')
  reply[n] = 0
  if found[1] == generation and found[2] == epoch
      and found[3] and string.sub(found[3], 1, #token + 1) == token .. ':' then
    reply[n] = lifetime == '' and write(entry, field, value, found[4], leaseField)
      or lifetime ~= '' and writeAbsent(entry, value, tonumber(lifetime), leaseField)
  end
end
account.settle()
return reply
