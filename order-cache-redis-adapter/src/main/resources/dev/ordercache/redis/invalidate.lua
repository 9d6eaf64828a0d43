-- Deletes entries, marks the changes that made them stale as done for 10 s, and publishes the deletion: the names of the
-- keys without their prefix, or '*' for everything. Guarantees that no reader sees one of the entries deleted and another
-- still present, and that no deletion is published before it is made. A mark names exactly one change, because an earlier
-- change whose writer died is not done. It also names the deleted entries, because the relay's policy may cover more.
-- The cache of another table is not changed: the same order, or transaction, is something else there. In the cache of
-- another server of the table, the deletion does no harm, and is needed if the server was restarted. No mark is written
-- there, because it could be mistaken for that of a copy's transaction with the same number.
--
-- KEYS, ARGV  see forget.lua; then the table and server whose orders have changed ('' if not given)
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
return {foreign and 2 or 1}
