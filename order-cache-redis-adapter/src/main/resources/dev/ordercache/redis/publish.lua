-- Adds events to the stream, in order and with nothing between them. The first write deletes what is too old: a Redis
-- that is out of memory refuses a script whose first write needs memory, and the stream has its own bound.
--
-- KEYS  events
-- ARGV  how many entries the stream keeps, then the text of one entry each
-- Reply one number: 1
if redis.replicate_commands then
  redis.replicate_commands()
end
local events, kept = KEYS[1], ARGV[1]
redis.call('XTRIM', events, 'MAXLEN', '~', kept)
for n = 2, #ARGV do
  redis.call('XADD', events, 'MAXLEN', '~', kept, '*', 'e', ARGV[n])
end
return {1}
