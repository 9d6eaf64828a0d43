package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.newest;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.done;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.Event.Reset;
import dev.ordercache.event.EventLog;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import dev.ordercache.tck.Meanwhile;
import io.lettuce.core.Range;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisEventLogTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RedisUnderTest redis = RedisUnderTest.create().guarded();
  private final String stream = redis.prefix + "events";

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void theEntryOfADeletionIsReadable() {
    redis.invalidate(7);
    assertEquals("1 order:7", redis.raw.xrevrange(stream, all()).get(0).getBody().get("e"));
    redis.publisher.publish(List.of(), List.of(done(3)));
    assertEquals(
        "1 change:3:7:DONE:2:ann", redis.raw.xrevrange(stream, all()).get(0).getBody().get("e"));
  }

  private static Range<String> all() {
    return Range.unbounded();
  }

  @Test
  void anUnreadableEntryIsOneReset() {
    for (String text :
        List.of(
            "",
            "1",
            "1 ",
            "2 order:7",
            "1 order:x",
            "1 list:x",
            "1 a:b:c",
            "1 change:1:1:X::a",
            "1 change:1:1:DONE:x:a",
            "1 change:1:1:DONE::%zz",
            "1 order:7 new:7")) {
      String position = newest(redis.events);
      redis.raw.xadd(stream, "e", text);
      redis.invalidate(7);
      assertEquals(
          List.of(new Reset(), new OrderChanged(new OrderId(7))), redis.eventsAfter(position));
    }
    String position = newest(redis.events);
    redis.raw.xadd(stream, "f", "1 order:7");
    assertEquals(List.of(new Reset()), redis.eventsAfter(position));
  }

  /** Redis names entries by its clock's milliseconds, and starts again after a flush. */
  @Test
  void anotherEntryOfTheSameIdIsDetected() {
    redis.invalidate(7);
    String position = newest(redis.events);
    String id = position.substring(0, position.indexOf('@'));
    redis.raw.del(stream);
    redis.raw.xadd(stream, new XAddArgs().id(id), "e", "1 order:8");
    redis.invalidate(9);
    assertEquals(List.of(new Reset()), redis.eventsAfter(position));
  }

  @Test
  void aStreamThatCannotBeWrittenToDoesNotKeepAnythingFromBeingDeleted() {
    String position = newest(redis.events);
    redis.raw.set(stream, "something else");
    redis.cached(key(7), found(7, 1));
    redis.invalidate(change(7, 2, APPROVED, STARTED));
    assertEquals(0, redis.raw.exists(redis.prefix + "order:7"));
    assertEquals(1, redis.raw.exists(redis.prefix + "done:7:2"));
    assertThrows(OrderCacheException.class, () -> redis.eventsAfter(position));
    assertThrows(
        OrderCacheException.class, () -> redis.publisher.publish(List.of(), List.of(done(1))));
    redis.raw.del(stream);
    redis.invalidate(7);
    assertEquals(List.of(new Reset()), redis.eventsAfter(position));
  }

  @Test
  void aFullRedisStillPublishes() {
    try (RedisNode server = new RedisNode();
        RedisUnderTest full = new RedisUnderTest(server, freshNamespace())) {
      full.setGuard(1);
      full.raw.del(full.prefix + "events");
      full.raw.configSet("maxmemory", "1");
      String position = newest(full.events);
      Invalidation stale =
          Invalidation.after(change(7, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists());
      full.publisher.publish(List.of(stale), List.of(done(1)));
      assertEquals(4, full.eventsAfter(position).size());
      position = newest(full.events);
      full.publisher.publish(List.of(), List.of(done(1)));
      assertEquals(List.of(done(1)), full.eventsAfter(position));
    }
  }

  @Test
  void theStreamIsBounded() {
    try (RedisUnderTest small =
        RedisUnderTest.create(freshNamespace(), LONG_TIMEOUTS.withKeptEvents(50)).guarded()) {
      for (int i = 0; i < 500; i++) {
        small.invalidate(7);
        small.publisher.publish(List.of(), List.of(done(i)));
      }
      assertTrue(small.raw.xlen(small.prefix + "events") <= 200);
    }
  }

  @Test
  void everyReaderWaitsOnAConnectionOfItsOwnWhichIsKept() {
    try (Gate gate = new Gate(RedisNode.shared().port());
        RedisConnections connections =
            RedisConnections.open(gate.uri(), redis.plan, redis.settings);
        RedisEventLog events = new RedisEventLog(connections, redis.plan, redis.settings)) {
      String before = newest(events);
      assertEquals(1, gate.connections(), "the connection that the others share");
      CompletableFuture<?> first = Meanwhile.run(() -> events.read(before, MINUTE));
      Awaitility.await().until(() -> gate.connections() == 2);
      redis.invalidate(7);
      first.join();
      String position = newest(events);
      for (int i = 0; i < 3; i++) {
        assertEquals(List.of(), events.read(position, Duration.ofMillis(20)));
      }
      assertEquals(2, gate.connections());
      CompletableFuture<?> one = Meanwhile.run(() -> events.read(position, MINUTE));
      CompletableFuture<?> other = Meanwhile.run(() -> events.read(position, MINUTE));
      Awaitility.await().until(() -> gate.connections() == 3);
      redis.invalidate(7);
      CompletableFuture.allOf(one, other).join();
    }
  }

  /** The contract's test can fail: here, the client adds the event before its call. */
  @Test
  void aReaderNotifiedBeforeTheDeletionFindsTheOldValue() throws Exception {
    redis.cached(key(7), found(7, 1));
    String position = newest(redis.events);
    CompletableFuture<Lookup<?>> seen =
        Meanwhile.supply(
            () -> {
              List<Event> events =
                  redis.events.read(position, MINUTE).stream().map(EventLog.Entry::event).toList();
              assertEquals(List.of(new OrderChanged(new OrderId(7))), events);
              return redis.lookup(key(7));
            });
    redis.raw.xadd(stream, "e", "1 order:7");
    Lookup<?> lookup = seen.get(1, TimeUnit.MINUTES);
    redis.invalidate(7);
    assertTrue(lookup instanceof Lookup.Hit<?>, lookup::toString);
  }
}
