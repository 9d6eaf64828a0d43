-- Looks values up. Guarantees, for each value on its own and for all of them in one atomic step:
--   * a hit only while the guard guarantees the reader's own bound, and only from an entry of the relay's epoch;
--   * a lease to one loader at a time, in an entry that exists from then on, with a generation never used before;
--   * the same lease again to a call that is replayed;
--   * a time to live that is set when the entry is created and never extended;
--   * a value requested once evicts nothing, and first pages and counts always have room: see lease.lua;
--   * no values for a reader of another table, and no unverified values of an earlier owner.
--
-- KEYS  relay, guard, account, then one entry per value
-- ARGV  token, the lease time in ms, the maximum values of a list, the width of the account's times in ms, the maximum
--       bytes; then per value: its field, the entry's time to live in ms, the first bytes of the caller's copy ('' for
--       none), and '1' if it was requested recently (else ''); then see reader.lua
-- Reply three parts per value: 'hit' generation value | 'held' generation '' | 'leased' generation token
--       | 'busy' ms '' | 'full' '' '' | 'unverified' '' value-or-'' | 'unverified' 'held' '' | 'foreign' '' owner;
--       before them all 'elsewhere' '' '' if the cache belongs to another server of the reader's table
--       All in one string, because Redis builds the reply of a script that returns a table in pieces, which costs as
--       much as the rest of a hit: first part, space, second part, space, length of the third, newline, third part.
local call, sub = redis.call, string.sub
local reply, missed = {}, nil

if other then
  return 'foreign  ' .. #other .. '\n' .. other
end

-- The prefix of the epochs of the reader's table, see forget.lua.
local ours = validFor <= 0 and mine ~= '' and not unknown and sub(redis.sha1hex(tableOf(mine)), 1, 8) .. ':'

for n = 1, #KEYS - 3 do
  local found, copy = call('HMGET', KEYS[n + 3], 'g', 'e', ARGV[n * 4 + 2]), ARGV[n * 4 + 4]
  local generation, value = found[1], found[3]
  if ours and found[2] and sub(found[2], 9, 9) == ':' and sub(found[2], 1, 9) ~= ours then
    value = nil
  end
  local held = value and copy ~= '' and sub(value, 1, #copy) == copy
  if validFor <= 0 then
    reply[n] = held and 'unverified held 0\n' or 'unverified  ' .. (value and #value .. '\n' .. value or '0\n')
  elseif value and generation and found[2] == epoch then
    reply[n] = held and 'held ' .. generation .. ' 0\n' or 'hit ' .. generation .. ' ' .. #value .. '\n' .. value
  else
    missed = missed or {}
    missed[#missed + 1] = n
  end
end
-- Returns before the functions below are created, which takes time and which only misses need.
if not missed then
  return (elsewhere and 'elsewhere  0\n' or '') .. table.concat(reply)
end

