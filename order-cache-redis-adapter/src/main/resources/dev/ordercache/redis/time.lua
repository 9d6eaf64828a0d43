-- The clock of the server that holds the feed, which in a cluster is not any server. Refused by a server that does not
-- write: whoever asks wants to write next, and an instance that only reads learns in no other way that its connection
-- leads to a server that is no longer the primary.
--
-- KEYS  feed
-- Reply the time in ms since 1970, and the server's name
redis.call('HDEL', KEYS[1], '')
return {now, server}
