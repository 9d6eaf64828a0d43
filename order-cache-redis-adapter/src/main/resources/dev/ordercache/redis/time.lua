-- The clock of the server that holds the feed, which in a cluster is not any server.
--
-- KEYS  feed
-- Reply the time in ms since 1970, and the server's name
return {now, server}
