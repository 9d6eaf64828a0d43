package dev.ordercache.redis;

import dev.ordercache.memory.CacheSettings;

/** Breaks a rule on purpose: a module that is published uses what is for tests. */
public class RedisThatUsesMemory {

  /** A type that it must not use. */
  protected final CacheSettings settings = CacheSettings.defaults();
}
