-- Gives a lease back. Promises to end this very lease and nobody else's. An entry that holds nothing else is deleted,
-- which is always allowed, so that failed loads of odd ids leave nothing behind.
--
-- KEYS  entry
-- ARGV  field, token
-- Reply one number: 1 if the lease was there, else 0
local leaseField = ARGV[1] == 'v' and 'l' or 'l:' .. ARGV[1]
local held = redis.call('HGET', KEYS[1], leaseField)
if not held or string.match(held, '^(.*):') ~= ARGV[2] then
  return {0}
end
redis.call('HDEL', KEYS[1], leaseField)
if redis.call('HLEN', KEYS[1]) == 2 then
  redis.call('UNLINK', KEYS[1])
end
return {1}
