package dev.ordercache.jdbc;

import dev.ordercache.redis.RedisSettings;

/** Breaks a rule on purpose: the database's adapter uses Redis. */
public class JdbcThatUsesRedis {

  /** A type that it must not use. */
  protected final RedisSettings redis = RedisSettings.defaults();
}
