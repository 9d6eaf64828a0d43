-- Reads what came after a position, without waiting. A position is an entry's id and, after '@', the name of the history
-- of this server's data, which is a new one after every failover and restart: so nobody goes on behind an entry where
-- its successors may have been lost. It is known only while its very entry is there. Otherwise the answer is a reset at
-- the newest position, for which an empty stream gets an entry. Where INFO is not allowed, all histories have one name.
--
-- The trimming makes a server refuse that does not write: a replica may have lost its primary, and would be silent for
-- ever. As a deletion it also lets a server that is out of memory go on to add that one entry.
--
-- KEYS  events
-- ARGV  how many entries the stream keeps, a position or '', the most entries to tell
-- Reply per entry its position and its text, '' if it has none
if redis.replicate_commands then
  redis.replicate_commands()
end
local events, kept, position, most = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
redis.call('XTRIM', events, 'MAXLEN', '~', kept)
local info = redis.pcall('INFO', 'replication')
local history = '@' .. (type(info) == 'string' and string.match(info, 'master_replid:(%w%w%w%w%w%w%w%w)') or '')
local id, of = string.match(position, '^(%d+%-%d+)(@%w*)$')

-- pcall, because a position comes from anybody, and its numbers may be too long.
if id and of == history and redis.pcall('XRANGE', events, id, id)[1] then
  local reply = {}
  for _, entry in ipairs(redis.call('XRANGE', events, '(' .. id, '+', 'COUNT', most)) do
    local fields = entry[2]
    reply[#reply + 1] = entry[1] .. history
    reply[#reply + 1] = fields[1] == 'e' and fields[2] or ''
  end
  return reply
end
local newest = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
local last = newest and newest[1] or redis.call('XADD', events, '*', 'e', '1 *')
return {last .. history, '1 *'}
