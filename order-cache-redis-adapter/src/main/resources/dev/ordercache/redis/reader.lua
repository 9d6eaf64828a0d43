-- Included before lookup.lua and confirm.lua: for how many more ms this reader may trust the cache, 0 or less if it may
-- not. The guard's value is its relay's bound in ms: the guard ends that long after the time from which it was computed.
-- A reader with a shorter bound therefore does not trust the cache in the last part of the guard's life. A reader of
-- another table than the owner's must not see any values; `other` is then the owner's name. A reader that does not know
-- its table's name yet trusts nothing. Neither does a reader whose table is on another server than the owner's
-- (`elsewhere`): one of the servers is a copy, or was restarted, and the relay or the reader has not detected it yet.
--
-- KEYS  relay, guard
-- ARGV  last but one, the table of the reader ('' if not given, '?' if not known yet); last, its own bound in ms
local found = redis.call('HMGET', KEYS[1], 'epoch', 'owner')
local epoch, mine = found[1], ARGV[#ARGV - 1]
local unknown = mine == '?'
local foreign = not unknown and isForeign(mine, found[2])
local elsewhere = foreign and tableOf(found[2]) == tableOf(mine)
local other = foreign and not elsewhere and found[2]
-- Not EXISTS: on a replica that lost its primary, an expired key exists until the primary deletes it.
local left = redis.call('PTTL', KEYS[2])
local guardBound = epoch and not foreign and not unknown and left > 0 and tonumber(redis.call('GET', KEYS[2]))
local validFor = guardBound and math.min(left, left - guardBound + tonumber(ARGV[#ARGV])) or 0
