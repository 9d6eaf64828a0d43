-- Deletes entries, marks the changes that made them stale as done for 10 s, and publishes what was deleted: the names of
-- the keys without their prefix, or '*' for everything. Promises that no reader sees one of the entries gone and another
-- still there, and that no deletion is published before it. A mark names one change and no other, because an earlier
-- change whose writer died is not done; and it names what was deleted, because the relay's policy may touch more.
-- The cache of another table is left alone: the same order, or transaction, is something else there. In that of another
-- server of the table the deletion does no harm, and is due if the server was restarted; a mark could be mistaken for one
-- of a copy's transaction of the same number.
--
-- KEYS, ARGV  see forget.lua; then the table and server whose orders have changed ('' if it is not said)
-- Reply 1, 2 if the cache is another server's, or the name of the table whose cache this is
local mine, owner = ARGV[rest], redis.call('HGET', feed, 'owner')
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
return {foreign and 2 or 1}
