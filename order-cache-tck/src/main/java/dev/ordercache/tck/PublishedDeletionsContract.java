package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.ListChanged;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link EventLogContract} that is about the deletions that a cache publishes. */
abstract class PublishedDeletionsContract extends CacheContract {

  /** The timeout for events that are present already. */
  static final Duration SOON = Duration.ofMillis(20);

  private static final int ROUNDS = 300;

  @BeforeEach
  void setLongGuard() {
    takeOver(1, new Progress(0, 0), Duration.ofMinutes(10));
  }

  /** The timeout for events that must come. */
  protected Duration timeout() {
    return Duration.ofMinutes(1);
  }

  String newest() {
    return position(under.events().read(null, SOON));
  }

  static String position(List<Entry> entries) {
    return entries.get(entries.size() - 1).position();
  }

  static List<Event> events(List<Entry> entries) {
    return entries.stream().map(Entry::event).toList();
  }

  static List<Event> join(List<Event> some, List<Event> others) {
    List<Event> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  List<Event> eventsAfter(String position, Duration timeout) {
    return events(under.events().read(position, timeout));
  }

  /** The events that are present already. */
  List<Event> eventsAfter(String position) {
    return eventsAfter(position, SOON);
  }

  /** This many events after a position, in as many calls as necessary. */
  List<Entry> readUntil(String position, int count) {
    List<Entry> all = new ArrayList<>();
    long end = System.nanoTime() + timeout().toNanos();
    while (all.size() < count && System.nanoTime() < end) {
      all.addAll(under.events().read(all.isEmpty() ? position : position(all), timeout()));
    }
    return all;
  }

  static Invalidation list(OrderStatus status) {
    return Invalidation.of(new ListEntry(status));
  }

  static Set<Event> ofAChange() {
    return Set.of(
        new OrderChanged(key(1).id()), new ListChanged(APPROVED), new ListChanged(STARTED));
  }

  void applyRound(long seq, Invalidation... invalidations) {
    assertTrue(
        under
            .target()
            .applyRound(term(1), seq, round(Duration.ofMinutes(1), invalidations))
            .accepted());
  }

  @Nested
  class ADeletion {

    @Test
    void isPublishedOnceWithAllItsEntries() {
      String position = newest();
      invalidate(after(change(2, APPROVED, STARTED, "tx-2")), list(APPROVED));
      List<Event> published = eventsAfter(position);
      assertEquals(ofAChange(), new HashSet<>(published));
      assertEquals(3, published.size());
    }

    @Test
    void byTheRelayIsPublishedToo() {
      String position = newest();
      applyRound(1, after(change(2, APPROVED, STARTED, "tx-2")));
      assertEquals(ofAChange(), new HashSet<>(eventsAfter(position)));
    }

    @Test
    void thatIsMarkedAsDoneIsNotPublishedAgainByTheRelay() {
      OrderChange change = change(2, APPROVED, STARTED, "tx-2");
      invalidate(after(change));
      String position = newest();
      applyRound(1, after(change), list(Orders.PACKAGING));
      assertEquals(List.of(new ListChanged(Orders.PACKAGING)), eventsAfter(position));
    }

    @Test
    void byARefusedRoundIsNotPublished() {
      String position = newest();
      under.target().applyRound(term(1), 77, round(null, list(APPROVED)));
      assertEquals(List.of(), eventsAfter(position));
    }

    @Test
    void ofManyIsOneReset() {
      String position = newest();
      invalidate(
          LongStream.rangeClosed(1, 1_000)
              .mapToObj(id -> Invalidation.of(key(id).entry()))
              .toArray(Invalidation[]::new));
      assertEquals(List.of(new Event.Reset()), eventsAfter(position));
    }

    @Test
    void ofEverythingIsAReset() {
      String position = newest();
      invalidate(new Invalidation.Everything());
      assertEquals(List.of(new Event.Reset()), eventsAfter(position));
    }

    @Test
    void byANewEpochIsAReset() {
      String position = newest();
      takeOver(2, new Progress(1, 1_000), Duration.ofMinutes(1));
      assertEquals(List.of(new Event.Reset()), eventsAfter(position));
    }

    @Test
    void isNoneWhereARelayTakesOverWarm() {
      String position = newest();
      takeOver(2, new Progress(1, 1), Duration.ofMinutes(1));
      assertEquals(List.of(), eventsAfter(position));
    }

    /** A reader that looks up a value when it receives the event never finds the old value. */
    @Test
    void isPublishedAfterwards() throws Exception {
      cache(key(1), version(1));
      String position = newest();
      for (int round = 0; round < ROUNDS; round++) {
        String from = position;
        CompletableFuture<Lookup<Optional<Order>>> seen =
            Meanwhile.supply(
                () -> {
                  under.events().read(from, timeout());
                  return lookup(key(1));
                });
        invalidate(Invalidation.of(key(1).entry()));
        Lookup<Optional<Order>> lookup = seen.get(2, TimeUnit.MINUTES);
        assertInstanceOf(Lookup.Leased.class, lookup, "in round " + round);
        position = newest();
        Lease<Optional<Order>> lease = ((Lookup.Leased<Optional<Order>>) lookup).lease();
        assertTrue(fill(lease, version(1)), "filled");
      }
    }
  }
}
