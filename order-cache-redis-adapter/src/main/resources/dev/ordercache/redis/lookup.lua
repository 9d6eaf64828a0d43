-- Looks values up. Promises, for each value on its own and for all of them in one step:
--   * a hit only while the guard keeps the reader's own bound, from an entry of the feed's epoch;
--   * a lease to one loader at a time, in an entry that is there from then on, with a generation never used before;
--   * the same lease again to a call that is replayed;
--   * a time to live that is set when the entry is made and never extended;
--   * at most so many values and leases in one list;
--   * nothing for a reader of another table, nor unverified values that another owner has left.
--
-- KEYS  feed, guard, then one entry per value
-- ARGV  token, the lease's ms, most values of a list, then per value: its field, the entry's ms to live, and the
--       first bytes of the copy that the caller holds ('' for none); then see reader.lua
-- Reply three parts per value: 'hit' generation value | 'held' generation '' | 'leased' generation token
--       | 'busy' ms '' | 'full' '' '' | 'unverified' '' value-or-'' | 'unverified' 'held' '' | 'foreign' '' owner;
--       before them all 'elsewhere' '' '' if the cache is that of another server of the reader's table
--       All in one string, because Redis builds the reply of a script that returns a table in pieces, which costs as
--       much as the rest of a hit: first part, space, second part, space, length of the third, newline, third part.
local call, sub = redis.call, string.sub
local reply, missed = {}, nil

if other then
  return 'foreign  ' .. #other .. '\n' .. other
end

-- How the epochs of the reader's table begin, see forget.lua.
local ours = trusted <= 0 and mine ~= '' and not unknown and sub(redis.sha1hex(tableOf(mine)), 1, 8) .. ':'

for n = 1, #KEYS - 2 do
  local found, copy = call('HMGET', KEYS[n + 2], 'g', 'e', ARGV[n * 3 + 1]), ARGV[n * 3 + 3]
  local generation, value = found[1], found[3]
  if ours and found[2] and sub(found[2], 9, 9) == ':' and sub(found[2], 1, 9) ~= ours then
    value = nil
  end
  local held = value and copy ~= '' and sub(value, 1, #copy) == copy
  if trusted <= 0 then
    reply[n] = held and 'unverified held 0\n' or 'unverified  ' .. (value and #value .. '\n' .. value or '0\n')
  elseif value and generation and found[2] == epoch then
    reply[n] = held and 'held ' .. generation .. ' 0\n' or 'hit ' .. generation .. ' ' .. #value .. '\n' .. value
  else
    missed = missed or {}
    missed[#missed + 1] = n
  end
end
-- Before the functions, which cost time to make, and which only misses need.
if not missed then
  return (elsewhere and 'elsewhere  0\n' or '') .. table.concat(reply)
end

local token, leaseTime, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local leaseEnd = string.format(':%.0f', now + leaseTime)

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

local function lease(entry, field, lifetime, mine)
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local found = call('HMGET', entry, 'g', 'e', leaseField)
  local generation, held = found[1], found[3]
  if found[2] ~= epoch or not generation then
    if found[2] then
      call('UNLINK', entry)
    end
    return begin(entry, lifetime, leaseField, mine)
  elseif held then
    local left = tonumber(string.match(held, ':(%d+)$') or 0) - now
    -- One that ends later than any can: this server's clock went back, and nobody is to wait for so long.
    local live = left > 0 and left <= leaseTime
    if live and sub(held, 1, #mine + 1) == mine .. ':' then
      return leased(generation, mine)
    elseif live then
      return 'busy ' .. left .. ' 0\n'
    end
  elseif field ~= 'v' and call('HLEN', entry) >= 2 + most then
    return 'full  0\n'
  end
  call('HSET', entry, leaseField, mine .. leaseEnd)
  return leased(generation, mine)
end

-- Each entry is read again, because several of the values may be of one that the first of them begins.
for _, n in ipairs(missed) do
  reply[n] = lease(KEYS[n + 2], ARGV[n * 3 + 1], ARGV[n * 3 + 2], token .. '.' .. n)
end
return table.concat(reply)
