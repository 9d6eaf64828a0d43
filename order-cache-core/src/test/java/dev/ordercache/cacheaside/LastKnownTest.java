package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastKnownTest {

  private static final Snapshot<Long> OLD = new Snapshot<>(1L, Instant.EPOCH);
  private static final Snapshot<Long> NEW = new Snapshot<>(2L, Instant.EPOCH.plusSeconds(1));

  private static CountKey key(int number) {
    return new CountKey(new OrderStatus("S" + number));
  }

  @Test
  void keepsTheNewestWhateverTheOrderInWhichTheyCome() {
    LastKnown known = new LastKnown(10);

    assertSame(NEW, known.note(key(1), NEW));
    assertSame(NEW, known.note(key(1), OLD));
    assertSame(NEW, known.get(key(1)));
    known.note(key(2), OLD);
    assertSame(NEW, known.note(key(2), NEW));
    assertSame(NEW, known.get(key(2)));
  }

  @Test
  void keepsNoMoreThanItsMaximum() {
    LastKnown known = new LastKnown(10);

    IntStream.range(0, 100).forEach(number -> known.note(key(number), OLD));

    assertEquals(
        10, IntStream.range(0, 100).filter(number -> known.get(key(number)) != null).count());
  }

  @Test
  void keepsARequestedValueHoweverManyOthersAreRequested() {
    LastKnown known = new LastKnown(10);

    IntStream.range(0, 1_000)
        .forEach(
            number -> {
              known.note(key(0), OLD);
              known.note(key(number), OLD);
            });

    assertSame(OLD, known.get(key(0)));
  }

  /** A page of one order behind a cursor at which no page has ended. */
  private static PageKey behind(int place) {
    Cursor cursor = new Cursor(OrderSort.DUE, Instant.EPOCH, new OrderId(place));
    return new PageKey(new PageRequest(new OrderStatus("S"), OrderSort.DUE, 1, cursor));
  }

  @Test
  void keepsCountsAndFirstPagesRatherThanPagesBehindACursor() {
    LastKnown known = new LastKnown(10);
    OrderPage page = new OrderPage(List.of(), null);
    PageKey first = new PageKey(PageRequest.first(new OrderStatus("S"), OrderSort.DUE, 50));
    IntStream.range(0, 10)
        .forEach(place -> known.note(behind(place), new Snapshot<>(page, Instant.EPOCH)));
    known.note(first, new Snapshot<>(page, Instant.EPOCH));
    IntStream.range(0, 8).forEach(number -> known.note(key(number), OLD));

    IntStream.range(0, 1_000)
        .forEach(place -> known.note(behind(place % 500), new Snapshot<>(page, Instant.EPOCH)));

    assertNotNull(known.get(first));
    IntStream.range(0, 8).forEach(number -> assertSame(OLD, known.get(key(number))));
  }

  @Test
  void keepsPagesBehindACursorHoweverManyOthersAreRequestedOnce() {
    LastKnown known = new LastKnown(10);
    Snapshot<OrderPage> page = new Snapshot<>(new OrderPage(List.of(), null), Instant.EPOCH);
    IntStream.range(0, 10).forEach(place -> known.note(behind(place), page));

    IntStream.range(10, 1_000).forEach(place -> known.note(behind(place), page));

    IntStream.range(0, 10).forEach(place -> assertSame(page, known.get(behind(place))));
    known.note(behind(999), page);
    assertSame(page, known.get(behind(999)), "requested again");
  }

  @Test
  void keepsNothingIfTheMaximumIsZero() {
    LastKnown known = new LastKnown(0);

    assertSame(OLD, known.note(key(1), OLD));
    assertNull(known.get(key(1)));
  }
}
