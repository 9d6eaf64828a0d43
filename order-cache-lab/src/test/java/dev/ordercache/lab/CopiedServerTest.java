package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.servers.OwnPostgres;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.LogRecords;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A standby was promoted while its primary goes on, as a restored backup is started beside the
 * original: both are the same cluster, database and table, and target the same namespace.
 */
class CopiedServerTest {

  private final RedisNode node = new RedisNode();
  private OwnPostgres primary;
  private OwnPostgres copied;
  private Instance original;
  private Instance copy;

  @RegisterExtension final LogRecords relays = new LogRecords(ChangeRelay.class);
  @RegisterExtension final LogRecords targets = new LogRecords(RedisRelayTarget.class);

  @BeforeEach
  void promoteACopyThatHasAnOrderInAnotherStatus() throws Exception {
    primary = OwnPostgres.create();
    OrdersDatabase.migrated(OrdersDatabase.settings(primary.address()))
        .enter(1, 1, APPROVED.name());
    copied = primary.standby();
    copied.promote();
    OrdersDatabase promoted =
        OrdersDatabase.of(OrdersDatabase.settings(copied.address())).withLongTimeouts();
    await().until(() -> promoted.number("SELECT pg_is_in_recovery()::int") == 0);
    promoted.setStatus(1, STARTED.name());
    original = instance(primary);
    copy = instance(copied);
  }

  private Instance instance(OwnPostgres server) {
    return new Instance(
        OrdersDatabase.of(OrdersDatabase.settings(server.address())).withLongTimeouts(),
        node.uri(),
        CachePlan.defaults());
  }

  @AfterEach
  void stop() throws IOException {
    copy.close();
    original.close();
    node.close();
    copied.close();
    primary.close();
  }

  private static OrderStatus status(Answer<Optional<Order>> found) {
    return found.value().orElseThrow().status();
  }

  private ChangeRelay cached(Instance instance) {
    ChangeRelay relay = instance.startRelay();
    await().until(() -> instance.find(1).source() == Source.HIT);
    return relay;
  }

  private void assertEachReadsItsServerAndOneIsCached(Instance cached) {
    Instance other = cached == original ? copy : original;
    for (int i = 0; i < 50; i++) {
      assertEquals(APPROVED, status(original.find(1)));
      assertEquals(STARTED, status(copy.find(1)));
      assertNotEquals(Source.HIT, other.find(1).source());
    }
    assertEquals(Source.HIT, cached.find(1).source());
  }

  @Test
  void whoeverComesFirstStaysUntilItsRelayIsGoneAndEachReadsItsOwnServer() {
    ChangeRelay first = cached(original);
    ChangeRelay second = copy.startRelay();
    await().until(() -> relays.has("Relay interrupted", "is a copy of the other"));
    await().until(() -> targets.has("Another relay was refused", "is this table's"));
    assertEachReadsItsServerAndOneIsCached(original);

    first.close();

    await().until(() -> copy.find(1).source() == Source.HIT);
    relays.clear();
    original.startRelay();
    await().until(() -> relays.has("Relay interrupted", "is a copy of the other"));
    assertEachReadsItsServerAndOneIsCached(copy);
    second.close();
  }

  /** Shows what the server's part of the name prevents. */
  @Test
  void aReaderWhoseNameWouldBeThatOfTheOriginalGetsItsOrderAsAVerifiedHit() {
    cached(original);
    CacheOwner same = CacheOwner.named(nameOfTheOriginal());
    var mistaken =
        copy.reading(new RedisOrderCache(copy.redis, copy.plan, RedisSettings.defaults(), same));

    Answer<Optional<Order>> found = mistaken.find(new OrderId(1));

    assertEquals(Source.HIT, found.source());
    assertEquals(APPROVED, status(found));
  }

  private String nameOfTheOriginal() {
    String name = (String) Objects.requireNonNull(node.send("HGET", "oc:{default}:relay", "owner"));
    assertEquals(CacheOwner.tableOf(name), CacheOwner.tableOf(copy.owner().name().orElseThrow()));
    assertNotEquals(name, copy.owner().name().orElseThrow());
    return name;
  }
}
