-- Included before scripts that write or delete values: the account of the bytes that the namespace's orders and lists
-- take. It is one hash. A field whose name is a time in ms holds the bytes of the values whose entries expire within the
-- width before that time; `t` holds the sum of these fields, and `next` the earliest of these times.
--
-- A value is counted when it is written, and discounted when a script deletes it. A value that is removed in another way
-- (it expires, is evicted, or is deleted by hand) is discounted when the time in its field's name has passed. So, with
-- entries that live for T, and a width of at most T/16:
--   * the sum is never too low: an entry expires at the time of its field or before, and its life is never extended after
--     it was counted;
--   * a removed value counts for at most the rest of its life and a width: in any case, the sum is correct again T and a
--     width later;
--   * a flush, a failover or a restart removes or keeps the account together with the entries, since all are in one slot;
--   * if only the account is lost (deleted by hand, or evicted, which is unlikely for a key in constant use), the values
--     that exist are no longer counted. So up to twice the bound may exist until they have expired.
-- A field never falls below 0, so that values that were counted in a lost account do not make room twice.
--
-- An order's bytes are computed from the length of its value. For an entry with a field `b`, that field has the bytes.
-- Such entries are lists, whose values are written one by one, and "no such order", which has a bound of its own: its
-- entries live so briefly that they are only counted, in `absent`, for as long as one of them lives, until `absentUntil`.
-- Lifetimes differ within 10 %, so the entries of at most three such counts exist at a time.
--
-- The memory of a value is overestimated: Redis' allocator leaves up to a fifth of the memory of a long value unused in
-- its size classes; the constants cover key, fields and hash table.
local function orderBytes(length)
  return 480 + math.ceil(length * 5 / 4)
end

local function pageBytes(length)
  return 128 + math.ceil(length * 5 / 4)
end

-- `now` is the time in ms; without it, the server's time is read when it is needed.
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

  -- Discounts what has expired, and recomputes the sum. If the Redis user may not read all fields, the account is lost,
  -- but not the cache.
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

  -- The sum, including the counts and discounts that are not written yet.
  function account.total()
    if not known then
      local found = read('t', 'next')
      local first = tonumber(found[2] or '')
      known = first and first <= time() and close() or tonumber(found[1] or '') or 0
    end
    return known + pending
  end

  -- The sum without what has expired; writes nothing.
  function account.bytes()
    local all, sum = call('HGETALL', key), 0
    for n = 1, #all, 2 do
      local ends = tonumber(all[n])
      sum = sum + (ends and ends > time() and tonumber(all[n + 1]) or 0)
    end
    return sum
  end

  -- Counts bytes of an existing entry, or discounts them if they are negative.
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

  -- Writes the counts and discounts.
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

  -- The maximum bytes of "no such order", and whether they still count.
  local function absent(lifetime)
    local found = read('absent', 'absentUntil')
    local left = (tonumber(found[2] or '') or 0) - time()
    -- If it ends later than is possible, this server's clock was set back.
    local live = left > 0 and left <= 2 * lifetime
    return live and tonumber(found[1] or '') or 0, live
  end

  account.absent = absent

  -- Counts one more "no such order", unless the bytes would then exceed the maximum.
  function account.addAbsent(length, lifetime, max)
    local bytes, live = absent(lifetime)
    bytes = bytes + orderBytes(length)
    if bytes > max then
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
