package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.newest;
import static dev.ordercache.redis.TestOrders.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.Reset;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.tck.Gate;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A reader of events whose server, network or data is lost. It connects to the primary through a
 * gate.
 */
class EventOutageTest extends PrimaryAndReplica {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Gate gate = new Gate(primary.port());
  private final RedisConnections connections =
      RedisConnections.open(gate.uri(), plan, LONG_TIMEOUTS);
  private final RedisEventLog events = new RedisEventLog(connections, plan, LONG_TIMEOUTS);
  private String position = "";

  @BeforeEach
  void begin() {
    position = newest(events);
    assertEquals(List.of(), events.read(position, Duration.ofMillis(1)), "connected");
  }

  @AfterEach
  void closeReader() {
    events.close();
    connections.close();
    gate.close();
  }

  /** Reads, and retries after each failure. */
  private List<Entry> awaitEntries() {
    return Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> events.read(position, Duration.ofMillis(300)), entries -> !entries.isEmpty());
  }

  private List<Event> awaitEvents() {
    List<Entry> entries = awaitEntries();
    position = entries.get(entries.size() - 1).position();
    return entries.stream().map(EventLog.Entry::event).toList();
  }

  private void publish(RedisUnderTest redis, long change) {
    redis.publisher.publish(List.of(), List.of(done(change)));
  }

  @Test
  void aWaitingReaderReceivesAResetAfterAFlush() {
    CompletableFuture<List<Entry>> reader = Meanwhile.supply(() -> events.read(position, MINUTE));
    awaitAWaitingReader();
    onPrimary.raw.flushall();
    assertEquals(List.of(new Reset()), reader.join().stream().map(Entry::event).toList());
  }

  private void awaitAWaitingReader() {
    Awaitility.await().until(() -> onPrimary.raw.clientList().contains("flags=b"));
  }

  @Test
  void aConnectionThatTheNetworkHasDroppedEndsTheWait() {
    CompletableFuture<?> reader =
        Meanwhile.run(
            () -> assertThrows(OrderCacheException.class, () -> events.read(position, MINUTE)));
    awaitAWaitingReader();
    gate.swallow();
    reader.orTimeout(30, TimeUnit.SECONDS).join();
    publish(onPrimary, 1);
    assertEquals(List.of(done(1)), awaitEvents());
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainAndNothingIsLost() {
    gate.cut();
    publish(onPrimary, 1);
    gate.cut();
    assertEquals(List.of(done(1)), awaitEvents());
    publish(onPrimary, 2);
    assertEquals(List.of(done(2)), awaitEvents());
  }

  /** The replica has the reader's position, but the primary may have had more entries after it. */
  @Test
  void afterAFailoverIsAResetAlsoWhereThePositionIsThere() {
    awaitReplica();
    primary.stop();
    onReplica.raw.replicaofNoOne();
    gate.leadTo(replica.port());
    gate.cut();
    assertEquals(List.of(new Reset()), awaitEvents());
    publish(onReplica, 1);
    assertEquals(List.of(done(1)), awaitEvents());
  }

  /** Both servers keep running, and neither notifies its clients. */
  @Test
  void aReaderOfADemotedPrimaryReceivesAResetFromTheNewOne() {
    awaitReplica();
    onReplica.raw.replicaofNoOne();
    gate.leadTo(replica.port());
    onPrimary.raw.replicaof("127.0.0.1", replica.port());
    assertEquals(List.of(new Reset()), awaitEvents());
    publish(onReplica, 1);
    assertEquals(List.of(done(1)), awaitEvents());
  }

  @Test
  void aServerThatStartsAgainEmptyIsAReset() {
    primary.stop();
    primary.start();
    assertEquals(List.of(new Reset()), awaitEvents());
    awaitTheWriter();
    publish(onPrimary, 1);
    assertEquals(List.of(done(1)), awaitEvents());
  }

  /** The writer's connection is not the reader's, and may be restored later. */
  private void awaitTheWriter() {
    Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> onPrimary.lookup(key(7)), Objects::nonNull);
  }

  @Test
  void aReplicaIsNoSource() {
    try (RedisEventLog log = new RedisEventLog(onReplica.connections, plan, LONG_TIMEOUTS)) {
      OrderCacheException refusal =
          assertThrows(OrderCacheException.class, () -> log.read(position, MINUTE));
      assertTrue(String.valueOf(refusal.getMessage()).contains("READONLY"), refusal::toString);
    }
  }
}
