package dev.ordercache.core;

import static dev.ordercache.memory.Orders.order;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.Snapshot;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a reader of many orders receives while another instance loads some of them. */
class CacheAsideBatchTest {

  private static final Set<OrderId> BOTH = Set.of(new OrderId(1), new OrderId(2));

  private static final OrderKey FIRST = new OrderKey(new OrderId(1));

  private final World world = new World().guarded();
  private final Order one = world.database.put(order(1).build());
  private final Lease<Optional<Order>> others = world.leaseOfAnother(FIRST);

  private Map<Long, Source> read() {
    return read(world);
  }

  private static Map<Long, Source> read(World world) {
    Map<Long, Source> sources = new TreeMap<>();
    Map<OrderId, Answer<Optional<Order>>> answers = world.query.findAll(BOTH);
    answers.forEach((id, answer) -> sources.put(id.value(), answer.source()));
    return sources;
  }

  @Test
  void waitsForWhatTheOtherLoads() {
    CompletableFuture<Map<Long, Source>> waiting = supplyAsync(this::read);
    Eventually.await("the rest is read", () -> world.observed.reads.size() == 1);
    Snapshot<Optional<Order>> snapshot = new Snapshot<>(Optional.of(one), world.clock.instant());
    assertEquals(List.of(true), world.cache.fill(List.of(new Fill<>(others, snapshot))));
    assertEquals(Map.of(1L, Source.HIT, 2L, Source.MISS), waiting.join());
    assertEquals(List.of(Set.of(new OrderId(2))), world.observed.reads);
  }

  @Test
  void loadsWhatTheOtherReleases() {
    CompletableFuture<Map<Long, Source>> waiting = supplyAsync(this::read);
    Eventually.await("the rest is read", () -> world.observed.reads.size() == 1);
    world.cache.release(List.of(others));
    assertEquals(Map.of(1L, Source.MISS, 2L, Source.MISS), waiting.join());
    assertEquals(Map.of(1L, Source.HIT, 2L, Source.HIT), read());
  }

  @Test
  void bypassesALeaseThatIsHeldTooLong() {
    World shortLease =
        new World(
                CacheSettings.defaults().withLeaseTime(Duration.ofMillis(300)),
                CacheAsideSettings.defaults())
            .guarded();
    shortLease.leaseOfAnother(FIRST);
    assertEquals(Map.of(1L, Source.BYPASS, 2L, Source.MISS), read(shortLease));
  }
}
