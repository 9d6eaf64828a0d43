-- Writes loaded values. Promises to write a value only under the very lease that was given for it, in the generation
-- and the epoch in which it was given, and to end the lease with that. So nothing is written after an invalidation, an
-- eviction, a flush, an expiry, a failover or a new epoch, nor from another table or server: whenever in doubt, nothing is cached.
-- Every value is counted in the account. There is room for what has a lease, but for "no such order", of which one in
-- 64 of the bytes that may be there can be written in as long as one lives: made-up ids cost no more memory than that.
--
-- KEYS  feed, account, then one entry per value
-- ARGV  per value: its field, the lease's generation and token, the value, the ms that the entry may live at most
--       from now ('' leaves that as it is, else it is "no such order"); then the width of the account's times in ms and
--       the bytes that may be there; last, the table and server of the reader ('' if it does not say)
-- Reply per value 1 if it was written, else 0
local call = redis.call
local account, bound = openAccount(KEYS[2], tonumber(ARGV[#ARGV - 2])), tonumber(ARGV[#ARGV - 1])
local feed, mine = call('HMGET', KEYS[1], 'epoch', 'owner'), ARGV[#ARGV]
local epoch = not isForeign(mine, feed[2]) and feed[1]
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
