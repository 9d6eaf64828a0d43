package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.OrderId;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.StatusChanged;
import dev.ordercache.event.EventLog;
import dev.ordercache.relay.RelayTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link EventLogContract} that is about the owner of the events. */
abstract class OwnedEventsContract extends PublishedDeletionsContract {

  static StatusChanged done(long change) {
    return new StatusChanged(change, "ann", new OrderId(7), ChangeState.DONE, 2L);
  }

  @Nested
  class ANamespaceOfATable {

    private static final String OWNER = "mes/orders@1";
    private static final String COPY = "mes/orders@2";
    private static final String OTHER = "test/orders@3";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void own() {
      takeOver(OWNER, 4, MINUTE);
    }

    private void publish(String table, long change) {
      under.publisherOf(CacheOwner.named(table)).publish(List.of(), List.of(done(change)));
    }

    private List<Event> eventsFor(String table, String position) {
      return events(under.eventsOf(CacheOwner.named(table)).read(position, SOON));
    }

    @Test
    void refusesReadersOfAnotherTableOrServer() {
      String position = newest();
      publish(OWNER, 1);
      for (String foreign : List.of(OTHER, COPY)) {
        EventLog log = under.eventsOf(CacheOwner.named(foreign));
        assertThrows(OrderCacheException.class, () -> log.read(null, SOON));
        assertThrows(OrderCacheException.class, () -> log.read(position, SOON));
      }
      assertEquals(List.of(done(1)), eventsFor(OWNER, position));
    }

    @Test
    void ignoresTheChangesOfAnotherTable() {
      String position = newest();
      publish(OTHER, 1);
      publish(OWNER, 2);
      assertEquals(List.of(done(2)), eventsFor(OWNER, position));
    }

    @Test
    void getsAResetAfterChangesOnAnotherServer() {
      String position = newest();
      publish(COPY, 1);
      publish(OWNER, 2);
      assertEquals(List.of(new Event.Reset(), done(2)), eventsFor(OWNER, position));
    }

    @Test
    void isInvalidatedByTheChangesOfItsTableAlone() {
      List<Invalidation> stale = List.of(after(change(2, APPROVED, STARTED, "tx-2")));
      cache(key(1), version(1));
      under.publisherOf(CacheOwner.named(OTHER)).publish(stale, List.of(done(1)));
      assertHit(key(1), version(1));
      under.publisherOf(CacheOwner.named(COPY)).publish(stale, List.of(done(1)));
      assertInstanceOf(Lookup.Leased.class, lookup(key(1)), "it may be the server that restarted");
    }

    @Test
    void thatComesBackLeavesNothingOfTheOtherToBeFollowed() {
      String position = newest();
      under.ageLastRound(RelayTarget.SILENCE);
      takeOver(OTHER, 1, MINUTE);
      publish(OTHER, 1);
      under.ageLastRound(RelayTarget.SILENCE);
      takeOver(OWNER, 5, MINUTE);
      publish(OWNER, 2);
      assertEquals(List.of(new Event.Reset()), eventsFor(OWNER, position));
      assertEquals(List.of(), eventsFor(OWNER, newest()));
    }

    @Test
    void isNeitherReadNorPublishedToWhileTheNameOfTheTableIsUnknown() {
      CacheOwner unknown = new OwnerContract.Unnamed();
      String position = newest();
      assertThrows(
          OrderCacheException.class,
          () -> under.publisherOf(unknown).publish(List.of(), List.of(done(1))));
      assertThrows(OrderCacheException.class, () -> under.eventsOf(unknown).read(position, SOON));
      assertEquals(List.of(), eventsFor(OWNER, position));
    }
  }
}
