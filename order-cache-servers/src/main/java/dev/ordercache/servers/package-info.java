/**
 * Real PostgreSQL and Redis servers, from Maven artefacts or as installed on the machine: for
 * trying the app without installing anything ({@link dev.ordercache.servers.EmbeddedServers}), and
 * for tests that stop, pause and kill servers ({@link dev.ordercache.servers.OwnPostgres}, {@link
 * dev.ordercache.servers.RedisNode}).
 */
@NullMarked
package dev.ordercache.servers;

import org.jspecify.annotations.NullMarked;
