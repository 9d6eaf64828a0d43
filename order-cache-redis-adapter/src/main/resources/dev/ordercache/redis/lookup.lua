-- Looks values up. Promises, for each value on its own and for all of them in one step:
--   * a hit only while the guard lives, from an entry of the feed's epoch;
--   * a lease to one loader at a time, in an entry that is there from then on, with a generation never used before;
--   * the same lease again to a call that is replayed;
--   * a time to live that is set when the entry is made and never extended;
--   * at most so many values and leases in one list.
--
-- KEYS  feed, guard, then one entry per value
-- ARGV  token, the lease's ms, most values of a list, then per value: its field, the entry's ms to live, and the
--       first bytes of the copy that the caller holds ('' for none)
-- Reply three parts per value: 'hit' generation value | 'held' generation '' | 'leased' generation token
--       | 'busy' ms '' | 'full' '' '' | 'unverified' '' value-or-'' | 'unverified' 'held' ''
--       All in one string, because Redis builds the reply of a script that returns a table in pieces, which costs as
--       much as the rest of a hit: first part, space, second part, space, length of the third, newline, third part.
local call = redis.call
local token, leaseTime, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local epoch = call('HGET', KEYS[1], 'epoch')
-- Not EXISTS: on a replica that lost its primary, an expired key exists until the primary says otherwise.
local verified = epoch and call('PTTL', KEYS[2]) > 0
local reply, size = {}, 0
local now, leaseEnd, instant

local function answer(kind, a, b)
  reply[size + 1], reply[size + 2] = kind .. ' ' .. a .. ' ' .. #b .. '\n', b
  size = size + 2
end

-- Only misses need the time, and all of them the same.
local function tellTime()
  local time = call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  leaseEnd = string.format(':%.0f', now + leaseTime)
  instant = string.format('.%x.%x', time[1], time[2])
end

local function lease(entry, field, leaseField, lifetime, generation, held, n)
  if not now then
    tellTime()
  end
  local mine = token .. '.' .. n
  if held then
    local left = tonumber(string.match(held, ':(%d+)$') or 0) - now
    -- One that ends later than any can: this server's clock went back, and nobody is to wait for so long.
    local live = left > 0 and left <= leaseTime
    if live and string.sub(held, 1, #mine + 1) == mine .. ':' then
      return answer('leased', generation, mine)
    elseif live then
      return answer('busy', left, '')
    end
  elseif field ~= 'v' and generation and call('HLEN', entry) >= 2 + most then
    return answer('full', '', '')
  end
  if generation then
    call('HSET', entry, leaseField, mine .. leaseEnd)
  else
    -- The time makes it a new one even where a call is replayed after the entry was deleted: what a process holds of
    -- the earlier entry must not seem to be of this one.
    generation = mine .. instant
    call('HSET', entry, 'g', generation, 'e', epoch, leaseField, mine .. leaseEnd)
    call('PEXPIRE', entry, lifetime)
  end
  answer('leased', generation, mine)
end

for n = 1, #KEYS - 2 do
  local entry = KEYS[n + 2]
  local field, lifetime, copy = ARGV[n * 3 + 1], ARGV[n * 3 + 2], ARGV[n * 3 + 3]
  local leaseField = field == 'v' and 'l' or 'l:' .. field
  local found = call('HMGET', entry, 'g', 'e', field, leaseField)
  local generation, value = found[1], found[3]
  local held = value and copy ~= '' and string.sub(value, 1, #copy) == copy
  if not verified then
    answer('unverified', held and 'held' or '', not held and value or '')
  elseif found[2] ~= epoch or not generation then
    if found[2] then
      call('UNLINK', entry)
    end
    lease(entry, field, leaseField, lifetime, nil, nil, n)
  elseif value then
    answer(held and 'held' or 'hit', generation, held and '' or value)
  else
    lease(entry, field, leaseField, lifetime, generation, found[4], n)
  end
end
return table.concat(reply)
