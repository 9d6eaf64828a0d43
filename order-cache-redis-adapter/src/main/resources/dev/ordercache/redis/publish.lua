-- Adds events to the stream, in order and with nothing between them. The first write deletes what is too old: a Redis
-- that is out of memory refuses a script whose first write needs memory, and the stream has its own bound.
-- Those of another table are not added. Those of another server of the table would be mistaken for the owner's where it is
-- a copy, and would be missed where it was restarted: all are told to read again instead.
--
-- KEYS  events, feed
-- ARGV  how many entries the stream keeps, the table and server of the changes ('' if it is not said), then the text of one
--       entry each
-- Reply 1, 2 if the events are another server's, or the name of the table whose events these are
if redis.replicate_commands then
  redis.replicate_commands()
end
local events, kept, mine = KEYS[1], ARGV[1], ARGV[2]
local owner = redis.call('HGET', KEYS[2], 'owner')
local foreign = isForeign(mine, owner)
if foreign and tableOf(owner) ~= tableOf(mine) then
  return {owner}
end
redis.call('XTRIM', events, 'MAXLEN', '~', kept)
for n = 3, foreign and 3 or #ARGV do
  redis.call('XADD', events, 'MAXLEN', '~', kept, '*', 'e', foreign and '1 *' or ARGV[n])
end
return {foreign and 2 or 1}
