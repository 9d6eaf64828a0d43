-- Included before invalidate.lua, take-over.lua and apply-round.lua: their common part. The first write is a deletion,
-- because a Redis that is out of memory refuses a script whose first write needs memory.
--
-- KEYS  relay, guard, events, account, then per invalidation: its done mark if a change caused it, and its entries
-- ARGV  '1' to invalidate everything, a name never used before, how many entries the stream of events keeps, the width of
--       the account's times in ms, the number of invalidations, then per invalidation the number of its entries and its
--       change's transaction ('' if it was made by hand); then the script's own arguments, from ARGV[rest]
local relay, guard, events, account = KEYS[1], KEYS[2], KEYS[3], openAccount(KEYS[4], tonumber(ARGV[4]))
local everything, name, kept, count = ARGV[1] == '1', ARGV[2], ARGV[3], tonumber(ARGV[5])
local rest = 6 + 2 * count
local prefix = string.sub(relay, 1, -6)

-- Adds the deleted names to the stream of events, where '*' replaces more than 200 names, which are not worth keeping.
-- Entries are deleted whether or not their names can be added: a stream that cannot be written cannot be read either, so
-- its readers notice the loss.
local function publish(names, total)
  redis.pcall('XADD', events, 'MAXLEN', '~', kept, '*', 'e', '1 ' .. (total > 200 and '*' or names))
end

-- Makes every entry invalid at once. The time makes the epoch a new one even if a call is replayed: entries of an epoch
-- that has ended meanwhile must not become valid again. The epoch begins with a digest of the table's name, if that is
-- known, so that values of its earlier epochs are never returned to a reader of another table.
local function beginEpoch(owner)
  local whose = owner and owner ~= '' and string.sub(redis.sha1hex(tableOf(owner)), 1, 8) .. ':' or ''
  local time = redis.call('TIME')
  redis.call('HDEL', relay, 'epoch')
  redis.call('HSET', relay, 'epoch', whose .. name .. '.' .. time[1] .. '.' .. time[2])
  publish('*', 1)
end

-- The prefix of a done mark. It has the owner, because the next owner's transactions may have the same numbers.
local function markOf(transaction, owner)
  return transaction .. ' ' .. (owner or '') .. '\n'
end

-- Deletes the entries of all invalidations. A done mark begins with its change's transaction and the owner of the
-- cache, see `markOf`. The names of the entries that were deleted for the change follow, each with a space on both sides:
-- ' order:7  list:PACKAGING '. Entries are deleted whether or not they can be discounted. `doneFor` returns the names in
-- the mark of exactly this change, or nothing; those entries are skipped. `whenDone` is called with the names of each
-- change's entries.
local function forget(doneFor, whenDone)
  local names, seen, key = {}, {}, 5
  for i = 6, rest - 1, 2 do
    local entries, transaction, mark = tonumber(ARGV[i]), ARGV[i + 1], nil
    if transaction ~= '' then
      mark = KEYS[key]
      key = key + 1
    end
    local done, mine = mark and doneFor(mark, transaction) or '', {}
    for k = key, key + entries - 1 do
      local entry = KEYS[k]
      local name = string.sub(entry, #prefix + 1)
      mine[#mine + 1] = ' ' .. name .. ' '
      if not seen[entry] and not string.find(done, mine[#mine], 1, true) then
        seen[entry] = true
        names[#names + 1] = name
        pcall(account.discount, entry)
        redis.call('UNLINK', entry)
      end
    end
    key = key + entries
    if mark then
      whenDone(mark, transaction, table.concat(mine))
    end
  end
  if #names > 0 then
    pcall(account.settle)
    publish(table.concat(names, ' '), #names)
  end
end
