-- Comes after forget.lua in take-over.lua and drain.lua: one round of the relay. Promises to delete what the round
-- brings, but for changes that are marked as done; to raise the sequence number; and to let the guard vouch for the
-- cache until an absolute time of this server's clock, if the round read all that there was. A time that is over ends
-- the guard at once.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function refuse()
  return {0, 0, 0, now}
end

local function round(seq, lost, guardUntil)
  forget(
    function(mark, transaction) return redis.call('GET', mark) == transaction end,
    function() end)
  if lost or everything then
    beginEpoch()
  end
  redis.call('HDEL', feed, 'seq')
  redis.call('HSET', feed, 'seq', string.format('%.0f', seq))
  if guardUntil ~= '' then
    redis.call('SET', guard, guardUntil)
    redis.call('PEXPIREAT', guard, guardUntil)
  end
  return {1, (lost or everything) and 1 or 0, seq, now}
end
