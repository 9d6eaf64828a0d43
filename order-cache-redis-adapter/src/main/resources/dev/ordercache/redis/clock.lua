-- Included first in time.lua, and before round.lua: this server's clock, and a name that the server has until it
-- restarts. A time is valid only on the server whose clock it is. Where INFO is not allowed, all servers have the same
-- name.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
