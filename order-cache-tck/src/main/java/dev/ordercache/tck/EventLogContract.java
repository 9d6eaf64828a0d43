package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.StatusChanged;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.memory.CacheSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link dev.ordercache.event.EventLog} and {@link
 * dev.ordercache.event.EventPublisher}, and of every cache that publishes its deletions to them.
 */
public abstract class EventLogContract extends OwnedEventsContract {

  private static final int MANY = 250;

  private void publish(StatusChanged... events) {
    under.publisher().publish(List.of(), List.of(events));
  }

  @Nested
  class ABeginning {

    @Test
    void isAResetAtTheNewestPosition() {
      publish(done(1));
      List<Entry> first = under.events().read(null, SOON);
      assertEquals(List.of(new Event.Reset()), events(first));
      publish(done(2));
      assertEquals(List.of(done(2)), eventsAfter(position(first)));
    }

    @Test
    void ofALogWithoutEventsLosesNothingEither() {
      under.flush();
      String position = newest();
      publish(done(1));
      assertEquals(List.of(done(1)), eventsAfter(position));
    }

    @Test
    void isTheSameForAllWhileNothingComes() {
      assertEquals(newest(), newest());
    }
  }

  @Nested
  class APosition {

    @Test
    void isFollowedByWhatCameBehindIt() {
      String position = newest();
      publish(done(1));
      publish(done(2));
      publish(done(3));
      List<Entry> all = readUntil(position, 3);
      assertEquals(List.of(done(1), done(2), done(3)), events(all));
      assertEquals(List.of(done(2), done(3)), eventsAfter(all.get(0).position()));
      assertEquals(List.of(done(3)), eventsAfter(all.get(1).position()));
      assertEquals(List.of(), eventsAfter(all.get(2).position()));
    }

    @Test
    void isBehindAllTheEventsThatShareIt() {
      String position = newest();
      publish(done(1), done(2));
      List<Entry> both = readUntil(position, 2);
      publish(done(3));
      List<Event> rest = eventsAfter(position(both));
      assertEquals(List.of(done(1), done(2), done(3)), join(events(both), rest));
    }

    @Test
    void isShortVisibleText() {
      publish(done(1));
      assertTrue(newest().matches("[!-~]{1,50}"), newest());
    }

    @Test
    void thatNeverWasIsAResetAtTheNewest() {
      String newest = newest();
      for (String never : List.of("", "0", "0-0", "nonsense", "9".repeat(50), "é", newest + "1")) {
        assertEquals(
            List.of(new Entry(newest, new Event.Reset())), under.events().read(never, SOON));
      }
    }

    @Test
    void thatIsTooOldIsAResetAtTheNewest() {
      reopen(CacheSettings.defaults().withKeptEvents(100));
      String old = newest();
      for (long change = 1; change <= 1_000; change++) {
        publish(done(change));
      }
      assertEquals(List.of(new Entry(newest(), new Event.Reset())), under.events().read(old, SOON));
    }

    @Test
    void fromBeforeAFlushIsAResetAlsoWhenMoreHasComeSince() {
      String lost = newest();
      under.flush();
      assertEquals(List.of(new Event.Reset()), eventsAfter(lost));
      String alsoLost = newest();
      publish(done(1));
      under.flush();
      under.passTime(Duration.ofMillis(5)); // a position may be a time in milliseconds
      publish(done(2));
      assertEquals(List.of(new Event.Reset()), eventsAfter(alsoLost));
    }
  }

  @Nested
  class AReader {

    @Test
    void receivesNothingIfNothingComesInTime() {
      String position = newest();
      assertEquals(List.of(), under.events().read(position, Duration.ofMillis(50)));
    }

    @Test
    void thatWaitsIsWoken() throws Exception {
      String position = newest();
      CompletableFuture<List<Event>> reader =
          Meanwhile.supply(() -> eventsAfter(position, timeout()));
      publish(done(1));
      assertEquals(List.of(done(1)), reader.get(2, TimeUnit.MINUTES));
    }

    @Test
    void receivesEverythingWhateverOthersRead() throws Exception {
      String position = newest();
      CompletableFuture<List<Entry>> one = Meanwhile.supply(() -> readUntil(position, MANY));
      CompletableFuture<List<Entry>> other = Meanwhile.supply(() -> readUntil(position, MANY));
      List<Event> published = new ArrayList<>();
      for (long change = 1; change <= MANY; change++) {
        publish(done(change));
        published.add(done(change));
      }
      assertEquals(published, events(one.get(2, TimeUnit.MINUTES)));
      assertEquals(published, events(other.get(2, TimeUnit.MINUTES)));
    }
  }

  @Nested
  class Publishing {

    private static OrderChange of(OrderId order) {
      return new OrderChange(order, 2, APPROVED, STARTED, "tx-2");
    }

    @Test
    void deliversEveryState() {
      String position = newest();
      List<StatusChanged> changes = new ArrayList<>();
      for (ChangeState state : ChangeState.values()) {
        String principal = "Grüße, O'Neil: 100 %\n+&=*";
        Long version = state == ChangeState.DONE ? Long.MAX_VALUE : null;
        changes.add(
            new StatusChanged(
                Long.MAX_VALUE, principal, new OrderId(Long.MAX_VALUE), state, version));
      }
      under.publisher().publish(List.of(), changes);
      assertEquals(changes, events(readUntil(position, changes.size())));
    }

    @Test
    void keepsTheOrderOfAThousandEventsAfterAsManyDeletions() {
      String position = newest();
      List<StatusChanged> changes =
          LongStream.rangeClosed(1, 1_000).mapToObj(EventLogContract::done).toList();
      List<Invalidation> stale =
          changes.stream().map(changed -> after(of(new OrderId(changed.change())))).toList();
      under.publisher().publish(stale, changes);
      List<Event> published = events(readUntil(position, changes.size() + 1));
      assertEquals(new Event.Reset(), published.get(0), "the deletions of many are one reset");
      assertEquals(changes, published.subList(1, published.size()));
    }

    @Test
    void ofNothingAddsNothing() {
      String position = newest();
      under.publisher().publish(List.of(), List.of());
      assertEquals(List.of(), eventsAfter(position));
    }

    @Test
    void followsTheDeletionOfWhatTheChangeMadeStale() {
      cache(key(1), version(1));
      String position = newest();
      under.publisher().publish(List.of(after(of(key(1).id()))), List.of(done(1)));
      assertInstanceOf(Lookup.Leased.class, lookup(key(1)));
      List<Event> published = events(readUntil(position, 4));
      assertEquals(done(1), published.get(3));
      assertEquals(ofAChange(), Set.copyOf(published.subList(0, 3)));
    }

    @Test
    void withoutAnEventOnlyDeletes() {
      cache(key(1), version(1));
      String position = newest();
      under.publisher().publish(List.of(after(of(key(1).id()))), List.of());
      assertInstanceOf(Lookup.Leased.class, lookup(key(1)));
      assertEquals(ofAChange(), Set.copyOf(eventsAfter(position)));
    }

    @Test
    void marksTheChangeAsDoneForTheRelay() {
      OrderChange change = of(key(1).id());
      under.publisher().publish(List.of(after(change)), List.of(done(1)));
      String position = newest();
      applyRound(1, after(change), list(PACKAGING));
      assertEquals(List.of(new Event.ListChanged(PACKAGING)), eventsAfter(position));
    }

    @Test
    void keepsItsPlaceAmongTheDeletions() {
      String position = newest();
      publish(done(1));
      invalidate(list(APPROVED));
      publish(done(2));
      assertEquals(
          List.of(done(1), new Event.ListChanged(APPROVED), done(2)),
          events(readUntil(position, 3)));
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsAReader() {
      assertFails(OrderCacheException.class, silent -> silent.events().read(null, timeout()));
    }

    @Test
    void failsAPublisher() {
      assertFails(
          OrderCacheException.class,
          silent -> silent.publisher().publish(List.of(), List.of(done(1))));
    }
  }
}
