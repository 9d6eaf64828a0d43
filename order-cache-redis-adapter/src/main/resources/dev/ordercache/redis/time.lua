-- The clock of the server that holds the feed, which in a cluster is not any server.
--
-- KEYS  feed
-- Reply one number: ms since 1970
local time = redis.call('TIME')
return {tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)}
