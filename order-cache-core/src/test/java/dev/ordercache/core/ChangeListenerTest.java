package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeListener;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.relay.RelayedChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a relay reports about the changes that it applies. */
class ChangeListenerTest {

  private static final long AN_HOUR = Duration.ofHours(1).toNanos();

  private final World world = new World();
  private final FlakyChangeLog log = new FlakyChangeLog(world.database.log());
  private final List<RelayedChange> reported = new CopyOnWriteArrayList<>();
  private ChangeRelay relay = relay(reported::addAll);

  private ChangeRelay relay(ChangeListener listener) {
    return new ChangeRelay(
        log, world.cache, CachePlan.defaults(), RelaySettings.defaults().withListener(listener));
  }

  private void start() {
    relay.start();
    Eventually.await("the relay leads", () -> relay.statistics().leading());
  }

  private RelayedChange awaitReported() {
    Eventually.await("the change is reported", () -> !reported.isEmpty());
    return reported.get(0);
  }

  @Test
  void aChangeThatWasCommittedAfterItWasSeenIsNone() {
    OrderChange change = new OrderChange(new OrderId(1), 1, null, APPROVED, "tx");
    long now = Long.MAX_VALUE;
    assertEquals(now, new RelayedChange(change, Instant.EPOCH, now, now).committedAfter());
    RelayedChange overflown = new RelayedChange(change, Instant.EPOCH, now, now + 1);
    assertEquals(Long.MIN_VALUE, overflown.committedBefore());
    assertThrows(
        IllegalArgumentException.class,
        () -> new RelayedChange(change, Instant.EPOCH, now, now - 1));
  }

  @AfterEach
  void closeRelay() {
    relay.close();
  }

  @Test
  void aChangeIsReportedOnceTheCacheHasDeletedTheStaleEntries() {
    world.database.put(order(1).build());
    start();
    reported.clear();
    world.find(1);
    long before = System.nanoTime();
    world.database.put(order(1).status(STARTED).build());
    RelayedChange relayed = awaitReported();

    assertEquals(STARTED, world.find(1).value().orElseThrow().status());
    assertEquals(new OrderId(1), relayed.change().id());
    assertEquals(APPROVED, relayed.change().before());
    assertEquals(STARTED, relayed.change().after());
    assertEquals(world.clock.instant(), relayed.loggedAt());
    assertTrue(relayed.committedBefore() - before > 0);
    assertTrue(relayed.committedBefore() - relayed.committedAfter() > 0);
  }

  @Test
  void aChangeFromBeforeTheTermIsAsOldAsTheDatabaseSays() {
    world.database.put(order(1).build());
    world.clock.advance(Duration.ofHours(1));
    start();

    assertTrue(System.nanoTime() - awaitReported().committedAfter() >= AN_HOUR);
  }

  @Test
  void aLongTransactionIsNoOlderThanThePollThatHasNotSeenIt() {
    Runnable commit = world.database.putUncommitted(order(1).build());
    world.clock.advance(Duration.ofHours(1));
    start();
    commit.run();

    assertTrue(System.nanoTime() - awaitReported().committedAfter() < AN_HOUR / 2);
  }

  @Test
  void aChangeThatCouldNotBeAcknowledgedIsReportedAgain() {
    start();
    log.failAcknowledgements(true);
    world.database.put(order(1).build());
    Eventually.await("the change is reported twice", () -> reported.size() > 1);

    assertEquals(reported.get(0).change(), reported.get(1).change());
  }

  @Test
  void aListenerThatThrowsDoesNotKeepChangesFromTheCache() {
    assertGoesOn(
        () -> {
          throw new IllegalStateException("injected");
        });
  }

  @Test
  void aListenerWithAnErrorDoesNotEither() {
    assertGoesOn(
        () -> {
          throw new StackOverflowError();
        });
  }

  private void assertGoesOn(Executable failing) {
    relay =
        relay(
            changes -> {
              try {
                failing.execute();
              } catch (RuntimeException | Error e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });
    start();
    world.find(1);
    world.database.put(order(1).build());
    Eventually.await("the log is empty", () -> world.database.log().size() == 0);

    assertTrue(world.find(1).value().isPresent());
    assertEquals(0, relay.statistics().failures());
  }
}
