package dev.ordercache.redis;

import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.STARTED;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.Invalidation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time is a counter of nanoseconds. */
class ListConfirmationTest {

  private static final Generation OLD = new Generation("old");
  private static final Generation NEW = new Generation("new");
  private static final Duration GUARDED = Duration.ofSeconds(2);
  private static final long LIFE = 200;

  private final AtomicLong clock = new AtomicLong(1);
  private final ListConfirmation list = new ListConfirmation(clock::incrementAndGet);

  private boolean confirms(Generation generation) {
    return list.confirms(generation, LIFE, clock.incrementAndGet());
  }

  @Test
  void aReplyConfirmsItsGenerationForItsLife() {
    assertFalse(confirms(OLD));
    list.confirm(clock.incrementAndGet(), OLD, GUARDED);
    assertTrue(confirms(OLD));
    assertFalse(confirms(NEW));
    clock.addAndGet(LIFE);
    assertFalse(confirms(OLD));
  }

  @Test
  void aReplyConfirmsForNoLongerThanItsGuard() {
    list.confirm(clock.incrementAndGet(), OLD, Duration.ofNanos(LIFE / 2));
    assertTrue(confirms(OLD));
    clock.addAndGet(LIFE / 2);
    assertFalse(confirms(OLD));
  }

  @Test
  void aDeletionDropsTheConfirmation() {
    list.confirm(clock.incrementAndGet(), OLD, GUARDED);
    list.drop();
    assertFalse(confirms(OLD));
  }

  /** Row 26 of {@code docs/races.md}. */
  @Test
  void aReplyRequestedBeforeTheDeletionIsIgnored() {
    long requestedAt = clock.incrementAndGet();
    list.drop();
    long droppedAt = clock.get();
    list.confirm(requestedAt, OLD, GUARDED);
    assertFalse(confirms(OLD));
    list.confirm(droppedAt, OLD, GUARDED);
    assertFalse(confirms(OLD), "requested at the time of the deletion");
    list.confirm(clock.incrementAndGet(), NEW, GUARDED);
    assertTrue(confirms(NEW));
  }

  @Test
  void aReplyThatIsOvertakenByThatOfALaterRequestIsIgnored() {
    long requestedAt = clock.incrementAndGet();
    list.confirm(clock.incrementAndGet(), NEW, GUARDED);
    list.confirm(requestedAt, OLD, GUARDED);
    assertTrue(confirms(NEW));
    list.confirm(clock.incrementAndGet(), null, GUARDED);
    list.confirm(requestedAt, OLD, GUARDED);
    assertFalse(confirms(OLD), "the list has no generation any more");
  }

  @Test
  void aListIsDroppedAloneAndWithAllOthersWhenEverythingIsDeleted() {
    ListEntry approved = new ListEntry(APPROVED);
    ListConfirmations lists = new ListConfirmations(List.of(APPROVED));
    ListConfirmation one = Objects.requireNonNull(lists.of(approved));
    assertNull(lists.of(new ListEntry(STARTED)));
    for (Invalidation deletion :
        List.of(Invalidation.of(approved), new Invalidation.Everything())) {
      lists.confirm(approved, System.nanoTime(), OLD, Duration.ofHours(1).toMillis());
      assertTrue(one.confirms(OLD, Long.MAX_VALUE, System.nanoTime()));
      lists.drop(new ListEntry(STARTED));
      assertTrue(one.confirms(OLD, Long.MAX_VALUE, System.nanoTime()));
      lists.drop(deletion);
      assertFalse(one.confirms(OLD, Long.MAX_VALUE, System.nanoTime()));
    }
  }
}
