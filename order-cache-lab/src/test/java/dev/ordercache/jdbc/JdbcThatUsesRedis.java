package dev.ordercache.jdbc;

import dev.ordercache.redis.RedisSettings;

/** Breaks a rule on purpose: the database's adapter using Redis. */
public class JdbcThatUsesRedis {

  /** What it should not know. */
  protected final RedisSettings redis = RedisSettings.defaults();
}
