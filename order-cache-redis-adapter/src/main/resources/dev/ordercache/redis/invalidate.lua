-- Deletes entries, marks the changes that made them stale as done for 10 s, and publishes the deletion: the names of the
-- keys without their prefix, or '*' for everything. Then publishes events, if there are any. Guarantees that no reader sees
-- one of the entries deleted and another still present, and that neither a deletion nor an event is published before the
-- deletion is made. A mark names exactly one change, because an earlier change whose writer died is not done. It also names
-- the deleted entries, because the relay's policy may cover more.
-- The cache of another table is not changed: the same order, or transaction, is something else there, and no reader there
-- follows this table's changes. In the cache of another server of the table, the deletion does no harm, and is needed if
-- the server was restarted. No mark is written there, because it could be mistaken for that of a copy's transaction with
-- the same number. For the same reason no event is published there, but a reset, so that all readers read again.
--
-- KEYS, ARGV  see forget.lua; then the table and server whose orders have changed ('' if not given), then the text of one
--             entry of the stream per event or group of events
-- Reply 1, 2 if the cache belongs to another server, or the name of the table that the cache belongs to
local mine, owner = ARGV[rest], redis.call('HGET', relay, 'owner')
local foreign = isForeign(mine, owner)
if foreign and tableOf(owner) ~= tableOf(mine) then
  return {owner}
end
forget(
  function() end,
  function(mark, transaction, names)
    if not foreign then
      redis.call('SET', mark, markOf(transaction, owner) .. names, 'PX', 10000)
    end
  end)
if everything then
  beginEpoch(owner)
end
if #ARGV > rest then
  -- The first write may be this one, so it deletes. The stream has its own bound. A stream that cannot be written is an
  -- error here, unlike in forget.lua: outcomes must not be lost, so the caller repeats the call, and deletes once more.
  redis.call('XTRIM', events, 'MAXLEN', '~', kept)
  for n = rest + 1, foreign and rest + 1 or #ARGV do
    redis.call('XADD', events, 'MAXLEN', '~', kept, '*', 'e', foreign and '1 *' or ARGV[n])
  end
end
return {foreign and 2 or 1}
