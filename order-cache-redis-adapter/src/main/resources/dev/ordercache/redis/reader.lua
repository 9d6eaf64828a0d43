-- Comes first in lookup.lua and confirm.lua: for how many more ms this reader may trust the cache, 0 or less if it may
-- not. The guard's value is the bound in ms that its relay promised: it was founded so long before its end. A reader
-- with a shorter bound therefore trusts the last part of the guard's life not at all.
--
-- KEYS  feed, guard
-- ARGV  last, the reader's own bound in ms
local epoch = redis.call('HGET', KEYS[1], 'epoch')
-- Not EXISTS: on a replica that lost its primary, an expired key exists until the primary says otherwise.
local left = redis.call('PTTL', KEYS[2])
local promised = epoch and left > 0 and tonumber(redis.call('GET', KEYS[2]))
local trusted = promised and math.min(left, left - promised + tonumber(ARGV[#ARGV])) or 0
