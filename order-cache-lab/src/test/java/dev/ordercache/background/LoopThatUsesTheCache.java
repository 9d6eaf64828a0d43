package dev.ordercache.background;

import dev.ordercache.cache.CacheThatUsesALoop;
import org.jspecify.annotations.Nullable;

/** Breaks two rules on purpose: it closes a cycle, against the order of core's packages. */
public class LoopThatUsesTheCache {

  @Nullable CacheThatUsesALoop cache;
}
