/**
 * Orders, the log of their changes and changes of their status in PostgreSQL 14 to 18, by JDBI. The
 * tables and triggers are made by the SQL files in {@code dev/ordercache/jdbc/migration}.
 */
@NullMarked
package dev.ordercache.jdbc;

import org.jspecify.annotations.NullMarked;
