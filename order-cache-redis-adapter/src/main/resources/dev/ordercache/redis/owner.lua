-- Included first in scripts that compare the owner of the cache. An owner's name is the name of its table and, after an
-- @, the server's. A copy of the server, and the server itself after a restart, have another name after the @.
local function tableOf(owner)
  return string.match(owner, '^(.*)@%d+$') or owner
end

-- Whether two names are those of different owners; an empty or missing name matches every owner.
local function isForeign(mine, owner)
  return mine ~= '' and owner and owner ~= '' and owner ~= mine
end
