-- Releases leases. Guarantees to end exactly these leases and no others. An entry that holds nothing else is deleted,
-- which is always allowed, so that failed loads of arbitrary ids leave nothing behind.
--
-- KEYS  one entry per lease
-- ARGV  per lease: its field and its token
-- Reply per lease 1 if it was there, else 0
local reply = {}
for n, entry in ipairs(KEYS) do
  local field, token = ARGV[n * 2 - 1], ARGV[n * 2]
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local held = redis.call('HGET', entry, leaseField)
  reply[n] = 0
  if held and string.sub(held, 1, #token + 1) == token .. ':' then
    redis.call('HDEL', entry, leaseField)
    if redis.call('HLEN', entry) == 2 then
      redis.call('UNLINK', entry)
    end
    reply[n] = 1
  end
end
return reply
