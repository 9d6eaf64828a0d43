-- The ordinary put. Same keys, arguments and replies as the library's fill.lua.
local reply = {}
for n = 1, #KEYS - 2 do
  redis.call('HSET', KEYS[n + 2], ARGV[n * 5 - 4], ARGV[n * 5 - 1])
  reply[n] = 1
end
return reply
