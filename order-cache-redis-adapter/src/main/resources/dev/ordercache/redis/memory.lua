-- Tells how many bytes the namespace's orders and lists take, by the account, and how many "no such order" takes. What
-- is over by now does not count. Writes nothing.
--
-- KEYS  account
-- ARGV  the ms that "no such order" lives at most
-- Reply both numbers
local account = openAccount(KEYS[1], 1)
return {account.bytes(), (account.absent(tonumber(ARGV[1])))}
