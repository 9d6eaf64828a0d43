package dev.ordercache.benchmarks.peers;

import dev.ordercache.jdbc.JdbcSettings;

/**
 * The resources of one instance of a service besides its cache.
 *
 * @param redisUri the Redis of all instances
 * @param postgres the PostgreSQL of all instances
 * @param orders this instance's reads of it
 */
record Instance(String redisUri, JdbcSettings postgres, PacedOrderQuery orders) {}
