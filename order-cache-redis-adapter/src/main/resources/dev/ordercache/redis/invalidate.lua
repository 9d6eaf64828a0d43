-- Deletes entries, marks the changes that made them stale as done for 10 s, and tells what was deleted: the names of the
-- keys without their prefix, or '*' for everything. Promises that no reader sees one of the entries gone and another
-- still there, and that nobody is told of a deletion before it. The mark names one change and no other: an earlier change whose writer died stays undone.
--
-- KEYS, ARGV  see forget.lua
-- Reply one number: 1
forget(
  function() return false end,
  function(mark, transaction) redis.call('SET', mark, transaction, 'PX', 10000) end)
if everything then
  beginEpoch()
end
return {1}
