-- Comes first in scripts that compare whose cache it is. An owner's name is that of its table and, behind an @, the
-- server's; a copy of the server, and the server itself after a restart, have another one behind the @.
local function tableOf(owner)
  return string.match(owner, '^(.*)@%d+$') or owner
end

-- Whether two names are of different owners; an empty one, or none, is of any.
local function isForeign(mine, owner)
  return mine ~= '' and owner and owner ~= '' and owner ~= mine
end
