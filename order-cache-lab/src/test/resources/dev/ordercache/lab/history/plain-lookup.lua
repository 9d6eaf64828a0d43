-- The ordinary get: a value that is present is current, and a caller that finds none may load and put one. Same keys,
-- arguments and replies as the library's lookup.lua.
local token, reply = ARGV[1], {'here 0 0\n'}
for n = 1, #KEYS - 3 do
  local value = redis.call('HGET', KEYS[n + 3], ARGV[n * 4 + 2])
  local last = value or token .. '.' .. n
  -- The generation is that of the value, so that no copy in memory is used for another.
  reply[#reply + 1] = (value and 'hit ' .. redis.sha1hex(value) or 'leased one') .. ' ' .. #last .. '\n'
  reply[#reply + 1] = last
end
do -- the rest of the script is for misses
  return table.concat(reply)
end
