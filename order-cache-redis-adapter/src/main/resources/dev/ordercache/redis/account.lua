-- Comes before what makes or deletes values: the account of the bytes that the namespace's orders and lists take. It is
-- one hash. A field that is named by a time in ms has the bytes of the values whose entries end within the width before
-- that time; `t` has the sum of these fields, and `next` the earliest of these times.
--
-- A value is counted when it is written, and discounted when a script deletes it. What goes in another way (it is over,
-- evicted, deleted by hand) is discounted when the time is over that its field is named by. So, with entries that live
-- for T, and a width of at most T/16:
--   * the sum is at least what is there: an entry ends at the time of its field or before, and never lives longer than when
--     it was counted;
--   * what is gone counts for no longer than it would have lived, and a width: whatever happens, the sum is right again T and
--     a width later;
--   * a flush, a failover or a restart takes and leaves the account together with the entries, since all are in one slot;
--   * if the account alone is lost (deleted by hand, evicted, which a key in use all the time hardly is), what is there
--     does not count any more. So twice the bound may be there, until that is over.
-- A field never gets below 0, so that what was counted in a lost account does not make room twice.
--
-- An order's bytes follow from the length of its value. An entry with a field `b` counts as that says: a list, whose values
-- come one by one, and "no such order", which has a bound of its own: its entries live so shortly that they are only
-- counted, in `absent`, for as long as one of them lives, until `absentUntil`. Lives differ within 10 %, so that at most three
-- such counts are there at a time.
--
-- What Redis needs for a value is reckoned rather too high: its allocator's classes leave up to a fifth of the memory of
-- a long value unused; key, fields and hash table come to the rest.
local function orderBytes(length)
  return 480 + math.ceil(length * 5 / 4)
end

local function pageBytes(length)
  return 128 + math.ceil(length * 5 / 4)
end

-- The time in ms is asked for if need be, unless it is given.
local function openAccount(key, width, now)
  local call, account, changes = redis.call, {}, {}
  local pending, known = 0, nil

  -- Needed before the first write by a Redis 6 that was configured to replicate scripts as their text.
  if redis.replicate_commands then
    redis.replicate_commands()
  end

  local function time()
    if not now then
      local parts = call('TIME')
      now = tonumber(parts[1]) * 1000 + math.floor(tonumber(parts[2]) / 1000)
    end
    return now
  end

  -- A key of another type, which no script has written, is deleted.
  local function read(...)
    local found = redis.pcall('HMGET', key, ...)
    if found.err and string.find(found.err, 'WRONGTYPE', 1, true) then
      call('UNLINK', key)
      return call('HMGET', key, ...)
    end
    return found.err and error(found) or found
  end

  local function keepUntil(ends)
    if call('PTTL', key) < ends - time() then
      call('PEXPIREAT', key, string.format('%.0f', ends))
    end
  end

  -- Discounts what is over, and sums up anew. A user of Redis who may not read all fields loses the account, not the
  -- cache.
  local function close()
    local all, over, sum, first = redis.pcall('HGETALL', key), {}, 0, nil
    if all.err then
      call('UNLINK', key)
      return 0, nil
    end
    for n = 1, #all, 2 do
      local ends = tonumber(all[n])
      if ends and ends <= time() then
        over[#over + 1] = all[n]
      elseif ends then
        sum = sum + tonumber(all[n + 1])
        first = math.min(first or ends, ends)
      end
    end
    call('HDEL', key, 't', 'next', unpack(over))
    if first then
      call('HSET', key, 't', string.format('%.0f', sum), 'next', string.format('%.0f', first))
    end
    return sum, first
  end

  -- The sum, with what was counted and discounted since it was written.
  function account.total()
    if not known then
      local found = read('t', 'next')
      local first = tonumber(found[2] or '')
      known = first and first <= time() and close() or tonumber(found[1] or '') or 0
    end
    return known + pending
  end

  -- The sum without what is over; writes nothing.
  function account.bytes()
    local all, sum = call('HGETALL', key), 0
    for n = 1, #all, 2 do
      local ends = tonumber(all[n])
      sum = sum + (ends and ends > time() and tonumber(all[n + 1]) or 0)
    end
    return sum
  end

  -- Counts bytes of an entry that is there, or discounts them if they are negative.
  function account.add(entry, bytes)
    local ends = math.ceil((time() + math.max(call('PTTL', entry), 0)) / width) * width
    changes[ends] = (changes[ends] or 0) + bytes
    pending = pending + bytes
  end

  -- Discounts an entry that is about to be deleted.
  function account.discount(entry)
    local found = call('HMGET', entry, 'b', 'v')
    local bytes = tonumber(found[1] or '') or found[2] and orderBytes(#found[2]) or 0
    if bytes > 0 then
      account.add(entry, -bytes)
    end
  end

  -- Writes what was counted and discounted.
  function account.settle()
    local names, times = {}, {}
    for ends in pairs(changes) do
      times[#times + 1] = ends
      names[#names + 1] = string.format('%.0f', ends)
    end
    if #names == 0 then
      return
    end
    local found = read('t', 'next', unpack(names))
    local sum, first = tonumber(found[1] or '') or 0, tonumber(found[2] or '')
    if first and first <= time() then
      sum, first = close()
    end
    local last, isNew, set = nil, false, {}
    for n, ends in ipairs(times) do
      local before = tonumber(found[n + 2] or '')
      local after = math.max((before or 0) + changes[ends], 0)
      if before or after > 0 then
        sum = sum + after - (before or 0)
        first = math.min(first or ends, ends)
        last = math.max(last or ends, ends)
        isNew = isNew or not before
        set[#set + 1] = names[n]
        set[#set + 1] = string.format('%.0f', after)
      end
    end
    changes, pending, known = {}, 0, nil
    if last then
      call('HSET', key, 't', string.format('%.0f', sum), 'next', string.format('%.0f', first), unpack(set))
    end
    if isNew then
      keepUntil(last)
    end
  end

  -- The bytes of "no such order", at most, and for how long they count.
  local function absent(lifetime)
    local found = read('absent', 'absentUntil')
    local left = (tonumber(found[2] or '') or 0) - time()
    -- One that ends later than any can: this server's clock went back.
    local live = left > 0 and left <= 2 * lifetime
    return live and tonumber(found[1] or '') or 0, live
  end

  account.absent = absent

  -- Counts one "no such order" more, unless more than so many bytes would then count.
  function account.addAbsent(length, lifetime, most)
    local bytes, live = absent(lifetime)
    bytes = bytes + orderBytes(length)
    if bytes > most then
      return false
    elseif live then
      call('HSET', key, 'absent', string.format('%.0f', bytes))
    else
      local ends = time() + lifetime
      call('HSET', key, 'absent', string.format('%.0f', bytes), 'absentUntil', string.format('%.0f', ends))
      keepUntil(ends)
    end
    return true
  end

  return account
end
