-- Comes first in lookup.lua and confirm.lua: for how many more ms this reader may trust the cache, 0 or less if it may
-- not. The guard's value is the bound in ms that its relay promised: it was founded so long before its end. A reader
-- with a shorter bound therefore trusts the last part of the guard's life not at all. A reader of another table than
-- the cache's owner must not see its values at all: `other` is that owner's name then. One that does not know its table's
-- name yet trusts nothing, nor does one whose table is on another server than the owner's: `elsewhere`. That is a copy,
-- or has been restarted, and the relay or the reader is still to learn of it.
--
-- KEYS  feed, guard
-- ARGV  last but one, the table of the reader ('' if it does not say, '?' if it does not know); last, its own bound in ms
local found = redis.call('HMGET', KEYS[1], 'epoch', 'owner')
local epoch, mine = found[1], ARGV[#ARGV - 1]
local unknown = mine == '?'
local foreign = not unknown and isForeign(mine, found[2])
local elsewhere = foreign and tableOf(found[2]) == tableOf(mine)
local other = foreign and not elsewhere and found[2]
-- Not EXISTS: on a replica that lost its primary, an expired key exists until the primary says otherwise.
local left = redis.call('PTTL', KEYS[2])
local promised = epoch and not foreign and not unknown and left > 0 and tonumber(redis.call('GET', KEYS[2]))
local trusted = promised and math.min(left, left - promised + tonumber(ARGV[#ARGV])) or 0
