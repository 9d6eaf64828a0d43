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

class RecentlyAskedTest {

  private final RecentlyAsked asked = new RecentlyAsked();

  private static OrderKey order(long id) {
    return new OrderKey(new OrderId(id));
  }

  private static PageKey page(long place) {
    Cursor cursor = new Cursor(OrderSort.DUE, Instant.ofEpochSecond(place), new OrderId(place));
    return new PageKey(new PageRequest(new OrderStatus("S"), OrderSort.DUE, 50, cursor));
  }

  @Test
  void knowsWhatWasAskedForAndNothingElse() {
    assertFalse(asked.knows(order(7)));
    assertFalse(asked.note(order(7)));
    assertTrue(asked.knows(order(7)));
    assertTrue(asked.note(order(7)));
    assertFalse(asked.knows(order(8)));
    assertFalse(asked.knows(page(7)));
  }

  @Test
  void takesNoneOfManyForAnother() {
    LongStream.range(0, 100_000).forEach(id -> asked.note(order(id)));
    long mistaken = LongStream.range(100_000, 200_000).filter(id -> asked.knows(order(id))).count();
    assertTrue(mistaken <= 10, () -> mistaken + " of 100,000");
  }

  @Test
  void stillKnowsMostOfWhatWasAskedForBeforeAThousandOthers() {
    LongStream.range(0, 1_000).forEach(place -> asked.note(page(place)));
    LongStream.range(1_000, 2_000).forEach(place -> asked.note(page(place)));
    long known = LongStream.range(0, 1_000).filter(place -> asked.knows(page(place))).count();
    assertTrue(known > 850, () -> known + " of 1,000");
  }

  @Test
  void forgetsWhatIsNotAskedForAnyMore() {
    asked.note(order(7));
    LongStream.range(1_000, 1_000_000).forEach(id -> asked.note(order(id)));
    assertEquals(0, LongStream.of(7).filter(id -> asked.knows(order(id))).count());
  }
}
