-- Returns the time of the server that holds the relay's key; in a cluster, that is one particular server. Refused by a
-- server that does not accept writes: the caller will write next, and an instance that only reads cannot detect in any
-- other way that its connection leads to a server that is no longer the primary.
--
-- KEYS  relay
-- Reply the time in ms since 1970, and the server's name
redis.call('HDEL', KEYS[1], '')
return {now, server}
