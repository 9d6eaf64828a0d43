-- The ordinary get: a value that is there is right, and whoever finds none may load and put one. Same keys, arguments
-- and replies as the library's lookup.lua.
local token, reply = ARGV[1], {}
for n = 1, #KEYS - 2 do
  local value = redis.call('HGET', KEYS[n + 2], ARGV[n * 3 + 1])
  local last = value or token .. '.' .. n
  reply[#reply + 1] = (value and 'hit' or 'leased') .. ' one ' .. #last .. '\n'
  reply[#reply + 1] = last
end
return table.concat(reply)
