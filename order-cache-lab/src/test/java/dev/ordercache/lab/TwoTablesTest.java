package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.Source;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisEventLog;
import dev.ordercache.redis.RedisEventPublisher;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.LogRecords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two databases that are configured with one namespace of one Redis. */
class TwoTablesTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private final OrdersDatabase postgres = OrdersDatabase.create().withLongTimeouts();
  private final OrdersDatabase test = OrdersDatabase.create().withLongTimeouts();
  private final RedisNode node = new RedisNode();
  private final Instance owner = new Instance(postgres, node.uri(), CachePlan.defaults());
  private final Instance other = new Instance(test, node.uri(), CachePlan.defaults());

  @RegisterExtension final LogRecords relays = new LogRecords(ChangeRelay.class);
  @RegisterExtension final LogRecords targets = new LogRecords(RedisRelayTarget.class);
  @RegisterExtension final LogRecords publishers = new LogRecords(RedisEventPublisher.class);

  @BeforeEach
  void insertTheSameOrder() {
    postgres.enter(1, 1, APPROVED.name());
    test.enter(1, 1, STARTED.name());
  }

  @AfterEach
  void stop() {
    other.close();
    owner.close();
    node.close();
  }

  private ChangeRelay cachedByTheOwner() {
    ChangeRelay relay = owner.startRelay();
    await().until(() -> owner.find(1).source() == Source.HIT);
    await().until(() -> owner.list(APPROVED).source() == Source.HIT);
    return relay;
  }

  private static String name(OrdersDatabase postgres) {
    String url = postgres.database().url();
    return url.substring(url.lastIndexOf('/') + 1) + "/public/orders";
  }

  @Test
  void withoutTheNameOfItsTableAReaderGetsTheOthersOrderAsAVerifiedHit() {
    cachedByTheOwner();
    var unnamed =
        other.reading(new RedisOrderCache(other.redis, other.plan, RedisSettings.defaults()));

    var found = unnamed.find(new OrderId(1));

    assertEquals(Source.HIT, found.source());
    assertEquals(APPROVED, found.value().orElseThrow().status());
  }

  @Test
  void theOtherReadsItsDatabaseAndBothLogsNameTheOther() {
    cachedByTheOwner();
    other.startRelay();

    assertEquals(STARTED, other.find(1).value().orElseThrow().status());
    assertNotEquals(Source.HIT, other.find(1).source());
    assertEquals(0, other.list(APPROVED).value().orders().size());
    await().until(() -> relays.has("Relay interrupted", name(postgres), "not of", name(test)));
    await().until(() -> targets.has("Another relay was refused", "not that of", name(test)));
    assertEquals(Source.HIT, owner.find(1).source());
    assertEquals(APPROVED, owner.find(1).value().orElseThrow().status());
  }

  @Test
  void theOthersStatusChangesAreNotAmongTheOwnersEventsAndItsLogNamesTheOwner() {
    cachedByTheOwner();
    RedisSettings settings = RedisSettings.defaults();
    try (RedisEventLog events =
            new RedisEventLog(owner.redis, owner.plan, settings, owner.owner());
        RedisEventLog others =
            new RedisEventLog(other.redis, other.plan, settings, other.owner())) {
      String position = events.read(null, SHORT).get(0).position();

      other.publisher().publish(List.of(), List.of(done(1)));
      owner.publisher().publish(List.of(), List.of(done(2)));

      var reported = events.read(position, SHORT).stream().map(EventLog.Entry::event).toList();
      assertEquals(List.of(done(2)), reported);
      assertThrows(OrderCacheException.class, () -> others.read(null, SHORT));
      assertTrue(publishers.has("are not published", name(postgres), "not of", name(test)));
    }
  }

  private static Event.StatusChanged done(long change) {
    return new Event.StatusChanged(change, "ann", new OrderId(1), ChangeState.DONE, 2L);
  }

  /** As when the owner's service restarts: its guard has expired, but its relay comes back. */
  @Test
  void theNamespaceStaysTheOwnersWhileItsRelayIsAwayForLessThanAMinute() {
    cachedByTheOwner().close();
    other.startRelay();
    await().until(() -> owner.find(1).source() != Source.HIT);
    await().until(() -> relays.has("Relay interrupted", name(postgres), "not of", name(test)));

    owner.startRelay();

    await().until(() -> owner.find(1).source() == Source.HIT);
    assertNotEquals(Source.HIT, other.find(1).source());
  }

  @Test
  void theNamespaceChangesHandsOnceTheOwnersRelayIsGoneForAMinute() {
    cachedByTheOwner().close();
    other.startRelay();
    await().until(() -> relays.has("Relay interrupted", name(postgres), "not of", name(test)));
    node.send("HSET", "oc:{default}:relay", "applied", "0");

    await().until(() -> other.find(1).source() == Source.HIT);
    assertEquals(STARTED, other.find(1).value().orElseThrow().status());
    assertEquals(APPROVED, owner.find(1).value().orElseThrow().status());
    assertNotEquals(Source.HIT, owner.find(1).source());
  }
}
