package dev.ordercache.caching;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.event.EventReader;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.statuschange.StatusChanges;
import java.util.List;
import javax.sql.DataSource;

/**
 * The parts of an {@link OrderCaching}, for metrics and for uses that it has no method for. Its
 * {@link OrderCaching#close} closes them.
 *
 * @param database reads without a cache
 * @param cache the cache in Redis
 * @param nearCache what this instance answers from its memory; idle unless the plan has one
 * @param orders reads through both
 * @param relay applies the changes of all writers to the cache, if it leads
 * @param changes status changes
 * @param events reads what all instances publish
 * @param consistency compares the cache with the database
 * @param preload reads the plan's lists into the cache
 * @param migrations connections to the server itself, whose statements may take minutes
 * @param pools the pools of this library; none for a data source of the caller's
 */
public record Parts(
    JdbiOrderQuery database,
    RedisOrderCache cache,
    RedisNearCache nearCache,
    CacheAsideOrderQuery orders,
    ChangeRelay relay,
    StatusChanges changes,
    EventReader events,
    ConsistencyChecker consistency,
    BackgroundPreload preload,
    DataSource migrations,
    List<HikariDataSource> pools) {

  /** Keeps a copy of the list. */
  public Parts {
    pools = List.copyOf(pools);
  }
}
