-- Returns the bytes that the namespace's orders and lists take, by the account, and those of "no such order". Expired
-- values are not counted. Writes nothing.
--
-- KEYS  account
-- ARGV  the maximum time to live of "no such order" in ms
-- Reply both numbers
local account = openAccount(KEYS[1], 1)
return {account.bytes(), (account.absent(tonumber(ARGV[1])))}
