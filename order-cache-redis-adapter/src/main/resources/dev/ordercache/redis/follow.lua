-- Reads the entries after a position, without waiting. A position is an entry's id and, after '@', the name of the
-- history of this server's data. The name changes with every failover and restart, so no reader continues after an entry
-- whose successors may have been lost. The position ends with a digest of the entry, because the same id may be assigned
-- again within the millisecond of a flush. A position is known only while exactly its entry exists. Otherwise the reply
-- is a reset at the newest position; an empty stream gets an entry for this. Where INFO is not allowed, all histories
-- have the same name.
--
-- Because of XTRIM, a server that does not accept writes refuses the script: a replica may have lost its primary, and
-- would return nothing for ever. As a deletion, XTRIM also lets a server that is out of memory add that one entry.
--
-- KEYS  events, relay
-- ARGV  how many entries the stream keeps, a position or '', the maximum number of entries to return, the table and
--       server of the reader ('' if not given)
-- Reply per entry its position and its text, '' if it has none; or only the name of another owner
if redis.replicate_commands then
  redis.replicate_commands()
end
local events, kept, position, max, mine = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
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

-- pcall, because any client may send a position, and its numbers may be too long.
local found = id and redis.pcall('XRANGE', events, id, id)[1]
if found and place(found) == position then
  local reply = {}
  for _, entry in ipairs(redis.call('XRANGE', events, '(' .. id, '+', 'COUNT', max)) do
    local fields = entry[2]
    reply[#reply + 1] = place(entry)
    reply[#reply + 1] = fields[1] == 'e' and fields[2] or ''
  end
  return reply
end
local newest = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
    or {redis.call('XADD', events, '*', 'e', '1 *'), {'e', '1 *'}}
return {place(newest), '1 *'}
