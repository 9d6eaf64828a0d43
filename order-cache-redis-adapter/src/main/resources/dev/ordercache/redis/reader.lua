-- Comes first in lookup.lua and confirm.lua: for how many more ms this reader may trust the cache, 0 or less if it may
-- not. The guard's value is the bound in ms that its relay promised: it was founded so long before its end. A reader
-- with a shorter bound therefore trusts the last part of the guard's life not at all. A reader of another table than
-- the cache's owner must not see its values at all: `other` is that owner's name then. One that does not know its table's
-- name yet trusts nothing.
--
-- KEYS  feed, guard
-- ARGV  last but one, the table of the reader ('' if it does not say, '?' if it does not know); last, its own bound in ms
local found = redis.call('HMGET', KEYS[1], 'epoch', 'owner')
local epoch, mine = found[1], ARGV[#ARGV - 1]
local unknown = mine == '?'
local other = mine ~= '' and not unknown and found[2] and found[2] ~= '' and found[2] ~= mine and found[2]
-- Not EXISTS: on a replica that lost its primary, an expired key exists until the primary says otherwise.
local left = redis.call('PTTL', KEYS[2])
local promised = epoch and not other and not unknown and left > 0 and tonumber(redis.call('GET', KEYS[2]))
local trusted = promised and math.min(left, left - promised + tonumber(ARGV[#ARGV])) or 0
