package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.EventReader;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisEventLog;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows 26 to 28 of {@code docs/races.md}: an instance that answers from memory. Order 1 is in the
 * list of approved orders until a test starts it.
 */
class NearCacheRacesTest {

  private static final PageRequest PAGE = PageRequest.first(APPROVED, OrderSort.DUE, 50);
  private static final CachePlan PLAN =
      CachePlan.builder().stalenessBound(Duration.ofHours(1)).build();
  private static final RedisSettings SETTINGS =
      RedisSettings.defaults().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20));

  private static final Duration LIFE = NearCacheSettings.defaults().life();

  /** Longer than any test, and still confirmed all the time. */
  private static final NearCacheSettings LONG_LIFE =
      new NearCacheSettings(Duration.ofMillis(50), Duration.ofMinutes(10));

  private final OrdersDatabase postgres = OrdersDatabase.create().withLongTimeouts();
  private final RedisNode node = new RedisNode();
  private final Gate gate = new Gate(node.port());
  private final Instance writer = new Instance(postgres, node.uri(), PLAN, SETTINGS);
  private final Instance reader = new Instance(postgres, gate.uri(), PLAN, SETTINGS);
  private final RedisConnections direct = RedisConnections.open(node.uri(), PLAN, SETTINGS);
  private @Nullable ChangeRelay relay;
  private final ExecutorService elsewhere = Executors.newCachedThreadPool();

  @BeforeEach
  void start() {
    postgres.enter(1, 1, APPROVED.name());
    relay = writer.startRelay();
    await().until(() -> writer.list(APPROVED).source() == Source.HIT);
  }

  @AfterEach
  void stop() {
    elsewhere.shutdownNow();
    gate.deliver();
    direct.close();
    reader.close();
    writer.close();
    gate.close();
    node.close();
  }

  /** The number of orders in the answer of a near cache of the reader, or -1 without an answer. */
  private static int size(RedisNearCache near) {
    var hit = near.get(new PageKey(PAGE));
    return hit == null ? -1 : hit.snapshot().value().orders().size();
  }

  private String inDatabase() {
    return Long.toString(
        postgres.number("SELECT count(*) FROM orders WHERE status = '" + APPROVED.name() + "'"));
  }

  private void startOrder(Instance instance) {
    move(instance, STARTED);
  }

  private void move(Instance instance, OrderStatus to) {
    Order order = instance.database.find(new OrderId(1)).value().orElseThrow();
    StatusChange change = new StatusChange(order.id(), order.version(), to, null);
    Submission submission = new Submission(change, "ada", UUID.randomUUID().toString());
    Accepted accepted = (Accepted) instance.changes.submit(submission);
    assertEquals(ChangeState.DONE, accepted.entry().state(), "invalidated");
  }

  @Test
  void row26ThePushOvertakesTheReplyOfTheReadThatItShouldCancel() throws Exception {
    try (PlainNear plain = new PlainNear(gate.uri(), node.uri(), node.uri());
        PlainNear other = new PlainNear(node.uri(), node.uri(), node.uri());
        RedisNearCache near =
            new RedisNearCache(direct, reader.cache, NearCacheSettings.defaults());
        RedisEventLog log = new RedisEventLog(direct, PLAN, SETTINGS);
        EventReader events = new EventReader(log)) {
      other.get("list", this::inDatabase);
      near.start();
      events.listen(near::changed);
      events.start();
      await().until(() -> near.statistics().dropped() == 1); // the reset with which a reader begins
      reader.list(STARTED); // connects

      gate.holdReplies();
      Future<String> plainRead = elsewhere.submit(() -> plain.get("list", this::inDatabase));
      Future<Answer<OrderPage>> read = elsewhere.submit(() -> reader.list(APPROVED));
      await().until(() -> gate.heldReplies() == 2);
      startOrder(writer);
      other.evict("list");
      await().until(() -> plain.pushes() == 1 && near.statistics().dropped() >= 2);
      assertEquals(0, writer.list(APPROVED).value().orders().size(), "of the next generation");
      gate.deliver();

      assertEquals("1", plainRead.get(), "the push did not affect a read in progress");
      assertEquals(1, read.get().value().orders().size());
      assertEquals("0", inDatabase());
      assertEquals("1", plain.get("list", this::inDatabase), "plain is stale");
      assertNotEquals(1, size(near));
      awaitRounds(near);
      assertNotEquals(1, size(near));
    }
  }

  /** Reads meanwhile: otherwise nothing is confirmed. */
  private static void awaitRounds(RedisNearCache near) {
    long rounds = near.statistics().confirmations();
    await()
        .until(
            () -> {
              near.get(new CountKey(Instance.STARTED));
              return near.statistics().confirmations() >= rounds + 2;
            });
  }

  /**
   * No relay deletes the list, the guard stays present, and in the end Redis' replies to the near
   * cache are held: only the instance's own call can drop the list from memory.
   */
  @Test
  void row27TheListIsReadAgainBetweenTheDeletionsHereAndInRedis() throws Exception {
    try (Gate nearGate = new Gate(node.port());
        RedisConnections nearWay = RedisConnections.open(nearGate.uri(), PLAN, SETTINGS);
        PlainNear plain = new PlainNear(node.uri(), gate.uri(), node.uri());
        RedisNearCache near = new RedisNearCache(nearWay, reader.cache, LONG_LIFE)) {
      near.start();
      reader.list(APPROVED);
      await().until(() -> size(near) == 1);
      assertEquals("1", plain.get("list", this::inDatabase));

      Objects.requireNonNull(relay).close();
      postgres.setStatus(1, STARTED.name());
      gate.holdRequests();
      Future<?> plainEviction = elsewhere.submit(() -> plain.evict("list"));
      Future<?> invalidation =
          elsewhere.submit(
              () -> reader.cache.invalidate(List.of(Invalidation.of(new ListEntry(APPROVED)))));
      await().until(() -> gate.heldRequests() == 2);
      assertEquals("1", plain.get("list", this::inDatabase));
      awaitRounds(near);
      assertEquals(1, size(near), "Redis has it still");
      nearGate.holdReplies();
      gate.deliver();
      plainEviction.get();
      invalidation.get();

      assertEquals("0", inDatabase());
      assertEquals("1", plain.get("list", this::inDatabase), "plain is stale");
      assertEquals(-1, size(near));
      nearGate.deliver();
      awaitRounds(near);
      assertNotEquals(1, size(near));
    }
  }

  /**
   * Everything on the reader's connections is swallowed, also on that of its near cache. Changes go
   * on meanwhile. However slow the machine is, an answer from memory to a read 200 ms after the
   * call of a change has returned shows that change.
   */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void row28TheConnectionIsHalfOpenAndThePushesAreLost() {
    RedisSettings impatient = RedisSettings.defaults();
    try (PlainNear plain = new PlainNear(node.uri(), node.uri(), gate.uri());
        PlainNear other = new PlainNear(node.uri(), node.uri(), node.uri());
        Instance far = new Instance(postgres, gate.uri(), PLAN, impatient);
        RedisNearCache near =
            new RedisNearCache(far.redis, far.cache, NearCacheSettings.defaults());
        RedisEventLog log = new RedisEventLog(far.redis, PLAN, impatient);
        EventReader events = new EventReader(log)) {
      near.start();
      events.listen(near::changed);
      events.start();
      await()
          .until(
              () -> {
                far.list(APPROVED); // again, if its call of the cache timed out
                return size(near) == 1;
              });
      assertEquals("1", plain.get("list", this::inDatabase));

      gate.swallow();
      long fresh = 0;
      for (int change = 0;
          change < 10 || events.statistics().failures() < 1 || fresh == 0; // until memory answers
          change++) {
        fresh += change(near, far, STARTED, 0);
        fresh += change(near, far, APPROVED, 1);
      }
      move(writer, STARTED);
      other.evict("list");
      assertEquals("0", inDatabase());
      assertEquals("1", plain.get("list", this::inDatabase), "plain is stale");
    }
  }

  private long change(RedisNearCache near, Instance far, OrderStatus to, int expected) {
    move(writer, to);
    long changed = System.nanoTime();
    far.list(APPROVED);
    return askAfter(near, changed, expected);
  }

  /** Reads until 250 ms after a change, and returns how many late answers came from memory. */
  private static long askAfter(RedisNearCache near, long changed, int expected) {
    long fresh = 0;
    long age;
    do {
      age = System.nanoTime() - changed;
      int size = size(near);
      if (age > LIFE.toNanos() && size >= 0) {
        assertEquals(expected, size, "from memory, " + age / 1_000_000 + " ms after the change");
        fresh++;
      }
      LockSupport.parkNanos(1_000_000);
    } while (age < LIFE.plusMillis(50).toNanos());
    return fresh;
  }
}
