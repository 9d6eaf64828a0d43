package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentlyRequestedTest {

  private final RecentlyRequested requested = new RecentlyRequested();

  private static OrderKey order(long id) {
    return new OrderKey(new OrderId(id));
  }

  private static PageKey page(long place) {
    Cursor cursor = new Cursor(OrderSort.DUE, Instant.ofEpochSecond(place), new OrderId(place));
    return new PageKey(new PageRequest(new OrderStatus("S"), OrderSort.DUE, 50, cursor));
  }

  @Test
  void containsOnlyRequestedKeys() {
    assertFalse(requested.contains(order(7)));
    assertFalse(requested.note(order(7)));
    assertTrue(requested.contains(order(7)));
    assertTrue(requested.note(order(7)));
    assertFalse(requested.contains(order(8)));
    assertFalse(requested.contains(page(7)));
  }

  @Test
  void mistakesFewOfManyKeysForAnother() {
    LongStream.range(0, 100_000).forEach(id -> requested.note(order(id)));
    long mistaken =
        LongStream.range(100_000, 200_000).filter(id -> requested.contains(order(id))).count();
    assertTrue(mistaken <= 10, () -> mistaken + " of 100,000");
  }

  @Test
  void containsMostKeysRequestedBeforeAThousandOthers() {
    LongStream.range(0, 1_000).forEach(place -> requested.note(page(place)));
    LongStream.range(1_000, 2_000).forEach(place -> requested.note(page(place)));
    long known =
        LongStream.range(0, 1_000).filter(place -> requested.contains(page(place))).count();
    assertTrue(known > 850, () -> known + " of 1,000");
  }

  @Test
  void forgetsKeysThatAreNoLongerRequested() {
    requested.note(order(7));
    LongStream.range(1_000, 1_000_000).forEach(id -> requested.note(order(id)));
    assertEquals(0, LongStream.of(7).filter(id -> requested.contains(order(id))).count());
  }
}
