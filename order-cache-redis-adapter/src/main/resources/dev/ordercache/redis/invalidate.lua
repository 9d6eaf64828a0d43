-- Deletes entries, marks the changes that made them stale as done for 10 s, and publishes what was deleted: the names of
-- the keys without their prefix, or '*' for everything. Promises that no reader sees one of the entries gone and another
-- still there, and that no deletion is published before it. A mark names one change and no other, because an earlier
-- change whose writer died is not done; and it names what was deleted, because the relay's policy may touch more.
--
-- KEYS, ARGV  see forget.lua
-- Reply one number: 1
forget(
  function() end,
  function(mark, transaction, names) redis.call('SET', mark, transaction .. '\n' .. names, 'PX', 10000) end)
if everything then
  beginEpoch()
end
return {1}
