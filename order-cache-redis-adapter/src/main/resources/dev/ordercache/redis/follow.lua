-- Reads what came after a position, without waiting. A position is an entry's id and, after '@', the name of the history
-- of this server's data, which is a new one after every failover and restart: so nobody goes on behind an entry where
-- its successors may have been lost. It ends with a digest of the entry, whose id may come again within the millisecond
-- of a flush. It is known only while its very entry is there. Otherwise the answer is a reset at the newest position, for
-- which an empty stream gets an entry. Where INFO is not allowed, all histories have one name.
--
-- The trimming makes a server refuse that does not write: a replica may have lost its primary, and would be silent for
-- ever. As a deletion it also lets a server that is out of memory go on to add that one entry.
--
-- KEYS  events, feed
-- ARGV  how many entries the stream keeps, a position or '', the most entries to tell, the table and server of the reader
--       ('' if it does not say)
-- Reply per entry its position and its text, '' if it has none; or nothing but the name of another owner
if redis.replicate_commands then
  redis.replicate_commands()
end
local events, kept, position, most, mine = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local owner = redis.call('HGET', KEYS[2], 'owner')
if isForeign(mine, owner) then
  return {owner}
end
redis.call('XTRIM', events, 'MAXLEN', '~', kept)
local info = redis.pcall('INFO', 'replication')
local history = '@' .. (type(info) == 'string' and string.match(info, 'master_replid:(%w%w%w%w%w%w%w%w)') or '')
local id = string.match(position, '^(%d+%-%d+)@')

local function place(entry)
  return entry[1] .. history .. '.' .. string.sub(redis.sha1hex(entry[2][2]), 1, 8)
end

-- pcall, because a position comes from anybody, and its numbers may be too long.
local told = id and redis.pcall('XRANGE', events, id, id)[1]
if told and place(told) == position then
  local reply = {}
  for _, entry in ipairs(redis.call('XRANGE', events, '(' .. id, '+', 'COUNT', most)) do
    local fields = entry[2]
    reply[#reply + 1] = place(entry)
    reply[#reply + 1] = fields[1] == 'e' and fields[2] or ''
  end
  return reply
end
local newest = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
    or {redis.call('XADD', events, '*', 'e', '1 *'), {'e', '1 *'}}
return {place(newest), '1 *'}
