package dev.ordercache.cache;

import dev.ordercache.background.LoopThatUsesTheCache;
import org.jspecify.annotations.Nullable;

/** The other half of the cycle. */
public class CacheThatUsesALoop {

  @Nullable LoopThatUsesTheCache loop;
}
