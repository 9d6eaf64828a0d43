-- Comes after lookup.lua and account.lua: what becomes of values that were not found. A lease is given where there is
-- room for the value. Counts and first pages always have room; there are few of them. Of the rest everything has while
-- half of the bytes that may be there are free, and then only what was asked for lately: orders while a quarter is free,
-- pages behind a cursor while a sixteenth is. So what is asked for once takes at most half of the memory, and lists come
-- before single orders.
--
-- A list keeps such pages while it has less than its most values and leases. Then only one that was asked for lately
-- gets in, in the place of another one, whichever Redis names. So what is asked for once pushes out nothing, and what is
-- asked for all the time is back with the next time if it was pushed out.
--
-- What is counted at the lookup is what was filled until then. So the bytes exceed their bound by the loads that are
-- under way, and by the counts and first pages, at most. Leases are not counted: they end with their fill or release, and
-- one whose loader died with its entry.
local token, leaseTime, most, bound = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local time = call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local account = openAccount(KEYS[3], tonumber(ARGV[4]), now)
local leaseEnd = string.format(':%.0f', now + leaseTime)

-- For how many more ms a lease is held, 0 or less if it is over. One that ends later than any can: this server's clock
-- went back, and nobody is to wait for so long.
local function left(lease)
  local ms = tonumber(string.match(lease, ':(%d+)$') or 0) - now
  return ms <= leaseTime and ms or 0
end

-- Deletes one page behind a cursor, or a lease of one that is over. A Redis before 6.2 cannot name any.
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
  return isOrder or call('HLEN', entry) < 3 + most or asked and makeRoom(entry)
end

local function leased(generation, mine)
  return 'leased ' .. generation .. ' ' .. #mine .. '\n' .. mine
end

-- The time makes it a new generation even where a call is replayed after the entry was deleted: what a process holds
-- of the earlier entry must not seem to be of this one.
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

-- Each entry is read again, because several of the values may be of one that the first of them begins.
for _, n in ipairs(missed) do
  local at = n * 4 + 2
  reply[n] = lease(KEYS[n + 3], ARGV[at], ARGV[at + 1], ARGV[at + 3] == '1', token .. '.' .. n)
end
account.settle()
return table.concat(reply)
