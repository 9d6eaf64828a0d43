-- The ordinary get: a value that is present is current, and a caller that finds none may load and put one. Same keys,
-- arguments and replies as the library's lookup.lua.
local token, reply = ARGV[1], {}
for n = 1, #KEYS - 3 do
  local value = redis.call('HGET', KEYS[n + 3], ARGV[n * 4 + 2])
  local last = value or token .. '.' .. n
  reply[#reply + 1] = (value and 'hit' or 'leased') .. ' one ' .. #last .. '\n'
  reply[#reply + 1] = last
end
do -- the rest of the script is for misses
  return table.concat(reply)
end
