package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.lab.Service.HeldWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Races in which the value that was read is wrong already, or is passed to the wrong caller. */
class ReaderRacesTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final OrderId SEVEN = new OrderId(7);

  /** The unprotected reader's page begins in one snapshot and ends in another. */
  @ParameterizedTest
  @EnumSource
  void row14APageIsReadWhileAnOrderMovesWithinIt(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      HeldStatements held = new HeldStatements(race.postgres.database());
      Service reader =
          race.service(instance -> race.isReal() ? held.orders : new HalfPages(held.orders, 5));
      CompletableFuture<Answer<OrderPage>> page = new CompletableFuture<>();
      HeldWork reading =
          new HeldWork(held.holdAfterNext(), () -> page.complete(reader.list(APPROVED)));
      race.postgres.sql("UPDATE orders SET due_at = '2029-01-01Z' WHERE id = 7");
      Service writer = race.service();
      writer.cache.invalidate(
          List.of(Invalidation.of(new OrderEntry(SEVEN), new ListEntry(APPROVED))));
      reading.goOn();
      race.assertAtRest();
      assertEquals(race.isReal() ? 10 : 9, page.join().value().orders().size());
    }
  }

  /** The unprotected cache labels the values that it puts with a version from another read. */
  @ParameterizedTest
  @EnumSource
  void row15ValueAndVersionAreReadAroundACommit(Side side) {
    try (Race race = new Race(side, LabellingCache::new).withOrders(10).withGuard()) {
      HeldStatements held = new HeldStatements(race.postgres.database());
      Service reader = race.service(instance -> held.orders);
      HeldWork reading = new HeldWork(held.holdAfterNext(), () -> reader.find(7));
      HeldWork change = race.service().beginToChange(7, STARTED);
      reading.goOn();
      change.goOn();
      race.assertAtRest();
    }
  }

  /** An ordinary service deletes entries when it changes an order, and here it changes none. */
  @ParameterizedTest
  @EnumSource
  void row16NoSuchOrderAndAListWithoutItAreCachedAndItIsEntered(Side side) {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND)) {
      race.warm();
      race.postgres.enter(11, 11, APPROVED.name());
      race.assertAtRestWithin(BOUND, System.nanoTime(), 11);
    }
  }

  @ParameterizedTest
  @EnumSource
  void row23AReaderJoinsALoadThatBeganBeforeTheDelete(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      Service reader = race.service();
      if (!race.isReal()) {
        reader.orders = new JoiningOrders(reader.orders);
      }
      HeldWork first = reader.beginToRead(7);
      race.service().change(7, STARTED);
      CompletableFuture<Answer<Optional<Order>>> second = new CompletableFuture<>();
      Thread caller = new Thread(() -> second.complete(reader.find(7)), "second");
      caller.start();
      await().until(() -> caller.getState() == Thread.State.WAITING);
      first.goOn();
      assertEquals(race.isReal() ? 2 : 1, second.join().value().orElseThrow().version());
    }
  }

  @ParameterizedTest
  @EnumSource
  void row24TheDatabaseFailsAfterTheDelete(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      Service reader = race.service();
      if (!race.isReal()) {
        reader.orders = LastAnswers.of(reader);
      }
      reader.list(APPROVED);
      reader.list(APPROVED);
      race.service().change(7, STARTED);
      reader.database.goDown();
      Answer<OrderPage> answer = reader.list(APPROVED);
      assertEquals(10, answer.value().orders().size(), "as it was");
      assertEquals(race.isReal() ? Source.STALE : Source.HIT, answer.source());
    }
  }

  /** The unprotected reader's clock is ahead, so that its read looks younger than the delete. */
  @ParameterizedTest
  @EnumSource
  void row29TheClocksOfTwoInstancesDiffer(Side side) {
    try (Race race = new Race(side, StampingCache::new).withOrders(10).withGuard()) {
      StampingCache.clockOfTheNext = Duration.ofMinutes(5);
      Service reader = race.service();
      StampingCache.clockOfTheNext = Duration.ZERO;
      HeldWork reading = reader.beginToRead(7);
      race.service().change(7, STARTED);
      reading.goOn();
      race.assertAtRest();
    }
  }

  /** The unprotected reader keeps a list for as long as no order in it has changed later. */
  @ParameterizedTest
  @EnumSource
  void row30AnEarlierTransactionCommitsLater(Side side) throws SQLException {
    try (Race race = new Race(side).withOrders(10).relayed(BOUND);
        Connection earlier = race.postgres.connect();
        Statement person = earlier.createStatement()) {
      Service reader = race.observer();
      earlier.setAutoCommit(false);
      person.execute("UPDATE orders SET priority = 9 WHERE id = 1");
      race.postgres.sql("UPDATE orders SET priority = 9 WHERE id = 2");
      if (race.isReal()) {
        await().until(() -> race.postgres.number("SELECT count(*) FROM order_change") == 0);
      } else {
        reader.orders = new StampedLists(race.postgres, reader.instance.database);
      }
      reader.list(APPROVED);
      earlier.commit();
      race.assertAtRestWithin(BOUND, System.nanoTime(), 1);
    }
  }

  /** The next version of the service stores an order as it was, and its changes behind that. */
  @ParameterizedTest
  @EnumSource
  void row31AnotherVersionOfTheServiceHasAnotherFormat(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard();
        NextFormat next = new NextFormat(race, "order:7")) {
      race.warm();
      next.remember();
      race.service().change(7, STARTED);
      race.warm();
      next.write();
      race.assertAtRest();
    }
  }
}
