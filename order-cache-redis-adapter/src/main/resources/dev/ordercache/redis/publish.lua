-- Adds events to the stream, in order and with nothing between them. The first write deletes old entries: a Redis that is
-- out of memory refuses a script whose first write needs memory, and the stream has its own bound.
-- Events of another table are not added. Events of another server of the table would be mistaken for the owner's if that
-- server is a copy, and would be missed if it was restarted. A reset is added instead, so that all readers read again.
--
-- KEYS  events, relay
-- ARGV  how many entries the stream keeps, the table and server of the changes ('' if not given), then the text of one
--       entry each
-- Reply 1, 2 if the stream belongs to another server, or the name of the table that it belongs to
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
