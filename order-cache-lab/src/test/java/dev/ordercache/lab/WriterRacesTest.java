package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static dev.ordercache.lab.Race.COMPLETED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.tck.Gate;
import dev.ordercache.tck.Meanwhile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Races in which the writer's cache step is early, late, done in part, or never done. */
class WriterRacesTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final List<Invalidation> SEVEN_STARTS =
      List.of(
          Invalidation.of(
              new OrderEntry(new OrderId(7)), new ListEntry(APPROVED), new ListEntry(STARTED)));

  private static final List<Invalidation> ZERO =
      List.of(Invalidation.of(new OrderEntry(new OrderId(0))));

  private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";

  /** A change in SQL, by a writer that deletes first. */
  @ParameterizedTest
  @EnumSource
  void row2TheWriterDeletesBeforeItsCommit(Side side) throws SQLException {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND);
        Connection transaction = race.postgres.connect();
        Statement person = transaction.createStatement()) {
      race.warm();
      transaction.setAutoCommit(false);
      person.execute("UPDATE orders SET status = 'MANUFACTURING_STARTED' WHERE id = 7");
      race.service().cache.invalidate(SEVEN_STARTS);
      race.warm();
      transaction.commit();
      race.assertAtRestWithin(BOUND, System.nanoTime(), 7);
    }
  }

  /**
   * The change is made, and its commit waits for a lock of the log: a delete before that would be
   * of no use. There is no relay.
   */
  @ParameterizedTest
  @EnumSource
  void row2TheLibrarysChangeIsReadBeforeItsCommit(Side side) throws SQLException {
    try (Race race = new Race(side).withOrders(10).withGuard();
        Connection transaction = race.postgres.connect();
        Statement person = transaction.createStatement()) {
      race.warm();
      transaction.setAutoCommit(false);
      person.execute("LOCK TABLE order_change IN SHARE MODE");
      Service writer = race.service();
      if (!race.isReal()) {
        writer.cache.invalidate(SEVEN_STARTS);
        writer.cache.dropInvalidations();
      }
      CompletableFuture<Void> change = Meanwhile.run(() -> writer.change(7, STARTED));
      await().until(() -> race.postgres.number(WAITING) > 0);
      race.warm();
      transaction.commit();
      change.join();
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row3TheWriterIsKilledBetweenCommitAndDelete(Side side) throws IOException {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND);
        ForkedService writer = ForkedService.start(KilledWriter.class, race, 7)) {
      writer.awaitSaid("connected");
      race.warm();
      writer.goOn();
      writer.awaitSaid("committed");
      long committed = System.nanoTime();
      writer.kill();
      race.assertAtRestWithin(BOUND, committed, 7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void row3TheWritersThreadIsInterruptedDuringTheDelete(Side side) throws InterruptedException {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND);
        Gate gate = new Gate(SharedServers.node().port())) {
      race.warm();
      Service writer = race.service(gate.uri());
      writer.find(7);
      gate.swallow();
      Thread caller = new Thread(() -> writer.change(7, STARTED), "caller");
      caller.start();
      await().until(() -> race.postgres.version(7) == 2);
      long committed = System.nanoTime();
      caller.interrupt();
      caller.join();
      race.assertAtRestWithin(BOUND, committed, 7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void row4RedisRefusesWrites(Side side) {
    try (Race race = new Race(side).withOrders(10).relayed(SHORT)) {
      race.warm();
      Service writer = race.service();
      SharedServers.node().send("CONFIG", "SET", "min-replicas-to-write", "1");
      assertEquals(ChangeState.APPLIED, writer.change(7, STARTED), "not invalidated");
      long committed = System.nanoTime();
      if (race.isReal()) {
        await().until(() -> race.observation().readWithin(SHORT, committed, 7, 2) == Source.BYPASS);
      }
      SharedServers.node().send("CONFIG", "SET", "min-replicas-to-write", "0");
      race.assertAtRestWithin(SHORT, committed, 7);
    } finally {
      SharedServers.node().send("CONFIG", "SET", "min-replicas-to-write", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void row4TheDeleteIsLost(Side side) {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND);
        Gate gate = new Gate(SharedServers.node().port())) {
      race.warm();
      Service writer = hasty(race, gate);
      gate.swallow();
      assertEquals(ChangeState.APPLIED, writer.change(7, STARTED), "not invalidated");
      race.assertAtRestWithin(BOUND, System.nanoTime(), 7);
    }
  }

  /** The unprotected writer puts what it has committed, and that arrives late. */
  @ParameterizedTest
  @EnumSource
  void row5TheDeleteIsLateAndRunsAfterAFreshFill(Side side) {
    try (Race race = new Race(side, PuttingCache::new).withOrders(10).withGuard();
        Gate gate = new Gate(SharedServers.node().port())) {
      race.warm();
      Service late = hasty(race, gate);
      gate.holdRequests();
      assertEquals(ChangeState.APPLIED, late.change(7, STARTED), "not invalidated");
      race.service().change(7, COMPLETED);
      race.warm();
      gate.deliver();
      // comes after the late one on the same connection
      await().until(() -> late.list(APPROVED).source() != Source.BYPASS);
      if (race.isReal()) {
        Answer<Optional<Order>> seven = race.observer().find(7);
        assertEquals(3, seven.value().orElseThrow().version());
        assertEquals(Source.MISS, seven.source(), "one more miss");
      }
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row6TheStepsOfTwoWritersArriveInTheWrongOrder(Side side) {
    try (Race race = new Race(side, PuttingCache::new).withOrders(10).withGuard();
        Gate first = new Gate(SharedServers.node().port());
        Gate second = new Gate(SharedServers.node().port())) {
      race.warm();
      CompletableFuture<Void> one = changeBehind(first, race, STARTED, 2);
      CompletableFuture<Void> two = changeBehind(second, race, COMPLETED, 3);
      second.deliver();
      two.join();
      first.deliver();
      one.join();
      race.assertAtRest();
    }
  }

  /** Commits a change, whose cache step then waits behind the gate. */
  private static CompletableFuture<Void> changeBehind(
      Gate gate, Race race, OrderStatus to, long version) {
    Service writer = race.service(gate.uri());
    writer.find(7);
    gate.holdRequests();
    CompletableFuture<Void> change = Meanwhile.run(() -> writer.change(7, to));
    await().until(() -> race.postgres.version(7) == version);
    return change;
  }

  /** The unprotected writer deletes one list after the other, and is cut off between them. */
  @ParameterizedTest
  @EnumSource
  void row12TheWriterDiesBetweenTheDeletesOfTwoLists(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard();
        Gate gate = new Gate(SharedServers.node().port())) {
      race.warm();
      Service writer = hasty(race, gate);
      await()
          .ignoreExceptionsInstanceOf(OrderCacheException.class)
          .untilAsserted(() -> writer.cache.invalidate(ZERO));
      gate.holdReplies(); // of a script that Redis has since the line above, and runs at once
      CompletableFuture<Void> change = Meanwhile.run(() -> writer.change(7, STARTED));
      String list = race.key("list:" + APPROVED);
      await().until(() -> SharedServers.node().number("EXISTS", list) == 0);
      assertEquals(race.isReal() ? 1 : 0, listsWithSeven(race), "between the two");
      change.join();
      race.assertAtRest();
      assertEquals(race.isReal() ? 1 : 0, listsWithSeven(race), "for ever");
    }
  }

  private static long listsWithSeven(Race race) {
    return Stream.of(APPROVED, STARTED)
        .filter(
            status ->
                race.observer().list(status).value().orders().stream()
                    .anyMatch(order -> order.id().value() == 7))
        .count();
  }

  /** A service with a short timeout for Redis, and with an open connection. */
  private static Service hasty(Race race, Gate gate) {
    Service service =
        race.service(gate.uri(), race.settings.withTimeouts(SHORT, SharedServers.TIMEOUT));
    await().until(() -> service.find(7).source() != Source.BYPASS);
    return service;
  }
}
