package dev.ordercache.demo;

import dev.ordercache.redis.RedisSettings;

/** Breaks a rule on purpose: the demonstration using an adapter that is the app's affair. */
public class DemoThatUsesRedis {

  /** What it should not know. */
  protected final RedisSettings redis = RedisSettings.defaults();
}
