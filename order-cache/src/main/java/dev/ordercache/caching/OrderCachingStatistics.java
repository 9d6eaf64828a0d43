package dev.ordercache.caching;

import dev.ordercache.cacheaside.CacheAsideStatistics;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.event.EventReaderStatistics;
import dev.ordercache.preload.PreloadProgress;
import dev.ordercache.redis.CircuitStatistics;
import dev.ordercache.redis.NearCacheStatistics;
import dev.ordercache.relay.RelayStatistics;
import dev.ordercache.statuschange.StatusChangesStatistics;

/**
 * The counters of all parts of an {@link OrderCaching} since it was built.
 *
 * @param reads of {@link OrderCaching#orders}
 * @param nearCache answers from this instance's memory
 * @param redis the circuit to Redis
 * @param relay the relay of this instance, which may not be the leading one
 * @param changes of {@link OrderCaching#changes}
 * @param events the reader of {@link OrderCaching#events}
 * @param preload the preload under way, or the last one
 * @param consistency what the consistency checker of this instance has found
 */
public record OrderCachingStatistics(
    CacheAsideStatistics reads,
    NearCacheStatistics nearCache,
    CircuitStatistics redis,
    RelayStatistics relay,
    StatusChangesStatistics changes,
    EventReaderStatistics events,
    PreloadProgress preload,
    ConsistencyReport consistency) {}
