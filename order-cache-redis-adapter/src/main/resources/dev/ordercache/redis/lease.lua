-- Included after lookup.lua and account.lua: handles values that were not found. A lease is granted if there is room for
-- the value. Counts and first pages always have room; there are few of them. Any other value has room while half of the
-- maximum bytes is free. After that, only values that were requested recently have room: orders while a quarter is free,
-- pages after a cursor while a sixteenth is free. So values requested once take at most half of the memory, and lists
-- have priority over single orders.
--
-- A list accepts pages after a cursor while it has fewer values and leases than its maximum. After that, a page is
-- accepted only if it was requested recently, and replaces another one, which Redis picks. So a value requested once
-- evicts nothing, and a value requested all the time returns with its next request if it was evicted.
--
-- A lookup counts what was filled until then. So the bytes exceed their bound at most by the loads in progress and by the
-- counts and first pages. Leases are not counted: a lease ends with its fill or release or, if its loader died, with its
-- entry.
local token, leaseTime, max, bound = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local time = call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local account = openAccount(KEYS[3], tonumber(ARGV[4]), now)
local leaseEnd = string.format(':%.0f', now + leaseTime)

-- For how many more ms a lease is held, 0 or less if it has expired. If it ends later than is possible, this server's
-- clock was set back; it then counts as expired, so that no caller waits that long.
local function left(lease)
  local ms = tonumber(string.match(lease, ':(%d+)$') or 0) - now
  return ms <= leaseTime and ms or 0
end

-- Deletes one page after a cursor, or one expired lease of such a page. Redis before 6.2 has no HRANDFIELD to pick one.
local function makeRoom(entry)
  local names = redis.pcall('HRANDFIELD', entry, 10)
  for n = 1, names.err and 0 or #names do
    local name = names[n]
    if sub(name, 1, 2) == 'p:' then
      local bytes = pageBytes(#call('HGET', entry, name))
      call('HDEL', entry, name)
      call('HSET', entry, 'b', math.max((tonumber(call('HGET', entry, 'b') or '') or 0) - bytes, 0))
      account.add(entry, -bytes)
      return true
    elseif sub(name, 1, 4) == 'l:p:' and left(call('HGET', entry, name)) <= 0 then
      call('HDEL', entry, name)
      return true
    end
  end
  return false
end

local function hasRoom(entry, field, asked)
  local isOrder = field == 'v'
  if not isOrder and sub(field, 1, 2) ~= 'p:' then
    return true
  end
  if account.total() >= bound * (not asked and 0.5 or isOrder and 0.75 or 0.9375) then
    return false
  end
  -- The entry's own fields are g, e and b.
  return isOrder or call('HLEN', entry) < 3 + max or asked and makeRoom(entry)
end

local function leased(generation, mine)
  return 'leased ' .. generation .. ' ' .. #mine .. '\n' .. mine
end

-- The time makes it a new generation even if a call is replayed after the entry was deleted: a process's copy of the
-- earlier entry must not be taken for one of this entry.
local function begin(entry, lifetime, leaseField, mine)
  local generation = mine .. string.format('.%x.%x', time[1], time[2])
  call('HSET', entry, 'g', generation, 'e', epoch, leaseField, mine .. leaseEnd)
  call('PEXPIRE', entry, lifetime)
  return leased(generation, mine)
end

local function lease(entry, field, lifetime, asked, mine)
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local found = call('HMGET', entry, 'g', 'e', leaseField)
  local generation, held = found[1], found[3]
  if found[2] ~= epoch or not generation then
    if found[2] then
      account.discount(entry)
      call('UNLINK', entry)
    end
    return hasRoom(entry, field, asked) and begin(entry, lifetime, leaseField, mine) or 'full  0\n'
  elseif held then
    local ms = left(held)
    if ms > 0 and sub(held, 1, #mine + 1) == mine .. ':' then
      return leased(generation, mine)
    elseif ms > 0 then
      return 'busy ' .. ms .. ' 0\n'
    end
  elseif not hasRoom(entry, field, asked) then
    return 'full  0\n'
  end
  call('HSET', entry, leaseField, mine .. leaseEnd)
  return leased(generation, mine)
end

-- Each entry is read again, because several of the values may belong to one entry, which the first of them creates.
for _, n in ipairs(missed) do
  local at = n * 4 + 2
  local before = n == 1 and head or ''
  reply[n] = before .. lease(KEYS[n + 3], ARGV[at], ARGV[at + 1], ARGV[at + 3] == '1', token .. '.' .. n)
end
account.settle()
return table.concat(reply)
