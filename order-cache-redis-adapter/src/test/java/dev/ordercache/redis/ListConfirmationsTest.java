package dev.ordercache.redis;

import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ordercache.Generation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListConfirmationsTest {

  private static final Generation OLD = new Generation("old");
  private static final Generation NEW = new Generation("new");

  private final ListConfirmations confirmations = new ListConfirmations(List.of(APPROVED, STARTED));

  private static long inAnHour() {
    return System.nanoTime() + Duration.ofHours(1).toNanos();
  }

  private void confirm(long requestedAt, Generation generation) {
    confirmations.confirm(requestedAt, inAnHour(), Map.of(APPROVED, generation));
  }

  @Test
  void aConfirmationHoldsUntilItsTime() {
    assertNull(confirmations.get(APPROVED));
    confirm(System.nanoTime(), OLD);
    assertEquals(OLD, confirmations.get(APPROVED));
    assertNull(confirmations.get(STARTED));
    confirmations.confirm(System.nanoTime(), System.nanoTime(), Map.of(APPROVED, OLD));
    assertNull(confirmations.get(APPROVED));
  }

  @Test
  void aDeletionDropsTheConfirmationOfItsListOnly() {
    confirmations.confirm(System.nanoTime(), inAnHour(), Map.of(APPROVED, OLD, STARTED, OLD));
    confirmations.drop(STARTED);
    assertEquals(OLD, confirmations.get(APPROVED));
    assertNull(confirmations.get(STARTED));
  }

  /** Row 26 of {@code docs/races.md}. */
  @Test
  void aReplyRequestedBeforeTheDeletionIsIgnored() {
    long requestedAt = System.nanoTime();
    confirmations.drop(APPROVED);
    confirm(requestedAt, OLD);
    assertNull(confirmations.get(APPROVED));
    confirm(System.nanoTime(), NEW);
    assertEquals(NEW, confirmations.get(APPROVED));
  }

  @Test
  void aReplyRequestedBeforeANewEpochIsIgnored() {
    long requestedAt = System.nanoTime();
    confirmations.dropAll();
    confirm(requestedAt, OLD);
    assertNull(confirmations.get(APPROVED));
  }

  @Test
  void listsThatAreNotWantedAreNeverConfirmed() {
    ListConfirmations some = new ListConfirmations(List.of(STARTED));
    some.confirm(System.nanoTime(), inAnHour(), Map.of(APPROVED, OLD));
    some.drop(APPROVED);
    assertNull(some.get(APPROVED));
  }
}
