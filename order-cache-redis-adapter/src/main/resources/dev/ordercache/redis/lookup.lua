-- Looks values up. Guarantees, for each value on its own and for all of them in one atomic step:
--   * a hit only while the guard guarantees the reader's own bound, and only from an entry of the relay's epoch;
--   * a lease to one loader at a time, in an entry that exists from then on, with a generation never used before;
--   * the same lease again to a call that is replayed;
--   * a time to live that is set when the entry is created and never extended;
--   * a value requested once evicts nothing, and first pages and counts always have room: see lease.lua;
--   * no values for a reader of another table, and no unverified values of an earlier owner.
--
-- A value is neither read nor sent if the caller's copy has the entry's generation: every value of a generation was
-- loaded after the entry was created, and accepted before anything invalidated it.
--
-- KEYS  relay, guard, account, then one entry per value
-- ARGV  token, the lease time in ms, the maximum values of a list, the width of the account's times in ms, the maximum
--       bytes; then per value: its field, the entry's time to live in ms, the generation of the caller's copy ('' for
--       none), and '1' if it was requested recently (else ''); then see reader.lua
-- Reply three parts: 'here' and the ms for which generations may be trusted, see confirm.lua; 'elsewhere' 0 '' if the
--       cache belongs to another server of the reader's table; or only 'foreign' 0 owner. Then three per value:
--       'hit' generation value | 'leased' generation token | 'busy' ms '' | 'full' '' '' | 'unverified' generation value,
--       both '' if there is none; the value is '' if the caller's copy has that generation.
--       All in one string, because Redis builds the reply of a script that returns a table in pieces, which costs as
--       much as the rest of a hit: first part, space, second part, space, length of the third, newline, third part.
local call, sub = redis.call, string.sub

if other then
  return 'foreign 0 ' .. #other .. '\n' .. other
end

local head = (elsewhere and 'elsewhere ' or 'here ') .. math.max(validFor, 0) .. ' 0\n'
local reply, missed = {}, nil -- the head is a part of the first, so that a page is copied once

-- The prefix of the epochs of the reader's table, see forget.lua.
local ours = validFor <= 0 and mine ~= '' and not unknown and sub(redis.sha1hex(tableOf(mine)), 1, 8) .. ':'

for n = 1, #KEYS - 3 do
  local before = n == 1 and head or ''
  local entry, field, copy = KEYS[n + 3], ARGV[n * 4 + 2], ARGV[n * 4 + 4]
  local found = copy == '' and call('HMGET', entry, 'g', 'e', field) or call('HMGET', entry, 'g', 'e')
  local generation, value = found[1], found[3]
  if generation and generation == copy then
    value = call('HEXISTS', entry, field) == 1 and ''
  elseif copy ~= '' then
    value = call('HGET', entry, field)
  end
  if ours and found[2] and sub(found[2], 9, 9) == ':' and sub(found[2], 1, 9) ~= ours then
    value = nil
  end
  if validFor > 0 and not (value and generation and found[2] == epoch) then
    missed = missed or {}
    missed[#missed + 1] = n
  elseif value and generation then
    reply[n] = before .. (validFor > 0 and 'hit ' or 'unverified ') .. generation .. ' ' .. #value .. '\n' .. value
  else
    reply[n] = before .. 'unverified  0\n'
  end
end
-- Returns before the functions below are created, which takes time and which only misses need.
if not missed then
  return table.concat(reply)
end

