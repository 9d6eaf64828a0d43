package dev.ordercache.jdbc;

import org.springframework.data.redis.core.StringRedisTemplate;

/** Breaks a rule on purpose: the database's adapter using Redis. */
public class JdbcThatUsesRedis {

  /** What it should not know. */
  protected final StringRedisTemplate redis = new StringRedisTemplate();
}
