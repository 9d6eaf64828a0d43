-- Begins invalidate.lua, take-over.lua and drain.lua: what they have in common. The first write is a deletion,
-- because a Redis that is out of memory refuses a script whose first write needs memory.
--
-- KEYS  feed, guard, events, account, then per invalidation: its done mark if a change made it, and its entries
-- ARGV  '1' if everything is to be forgotten, a name never used before, how many entries the stream of events keeps,
--       the width of the account's times in ms, the number of invalidations, then per invalidation the number of its
--       entries and its change's transaction ('' if a person made it); then what the script wants besides, from ARGV[rest]
local feed, guard, events, account = KEYS[1], KEYS[2], KEYS[3], openAccount(KEYS[4], tonumber(ARGV[4]))
local everything, name, kept, count = ARGV[1] == '1', ARGV[2], ARGV[3], tonumber(ARGV[5])
local rest = 6 + 2 * count
local prefix = string.sub(feed, 1, -5)

-- Tells the near caches what was deleted, and whoever follows the stream of events; for those '*' stands for more names
-- than are worth keeping. What must be deleted is deleted whether it can be told or not: a stream that cannot be
-- written to cannot be read either, so its readers learn that they have lost something.
local function tell(names, total)
  redis.call('PUBLISH', prefix .. 'deleted', names)
  redis.pcall('XADD', events, 'MAXLEN', '~', kept, '*', 'e', '1 ' .. (total > 200 and '*' or names))
end

-- Makes every entry invalid at once. The time makes the epoch a new one even where a call is replayed: entries of an
-- epoch that has ended meanwhile must not come back. The name begins with a digest of its table's, if that is known: what
-- its epochs leave is shown to no reader of another table.
local function beginEpoch(owner)
  local whose = owner and owner ~= '' and string.sub(redis.sha1hex(tableOf(owner)), 1, 8) .. ':' or ''
  local time = redis.call('TIME')
  redis.call('HDEL', feed, 'epoch')
  redis.call('HSET', feed, 'epoch', whose .. name .. '.' .. time[1] .. '.' .. time[2])
  tell('*', 1)
end

-- What a done mark begins with. The owner, because the next one's transactions may have the same numbers.
local function markOf(transaction, owner)
  return transaction .. ' ' .. (owner or '') .. '\n'
end

-- Deletes the entries of all invalidations. A done mark begins with its change's transaction and the owner of the
-- cache, see `markOf`, and then has the names of the entries that were deleted for it, with a space on both sides of each:
-- ' order:7  list:PACKAGING '. What must be deleted is deleted whether it can be discounted or not. `doneFor` gives
-- the names that the mark of this very change holds, or nothing; those entries are left out. `whenDone` is called with
-- the names of each change's entries.
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
    tell(table.concat(names, ' '), #names)
  end
end
