package dev.ordercache.core;

import static dev.ordercache.core.World.page;
import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import java.time.Instant;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * From which pages a reader's page is cut, and which are returned while the database is
 * unavailable.
 */
class CacheAsidePagesTest {

  private static final int ORDERS = 450;

  private final World world = new World().guarded();

  @BeforeEach
  void putOrders() {
    LongStream.rangeClosed(1, ORDERS).forEach(id -> world.database.put(order(id).build()));
  }

  private static PageRequest behind(@Nullable Cursor cursor, int limit) {
    return new PageRequest(APPROVED, OrderSort.DUE, limit, cursor);
  }

  private static Cursor arbitraryCursor(long place) {
    return new Cursor(OrderSort.DUE, Instant.EPOCH, new OrderId(place));
  }

  @Test
  void aPageOfAnyLimitIsTheDatabases() {
    for (int limit = 1; limit <= PageRequest.MAX_LIMIT; limit++) {
      OrderPage first = world.database.list(page(APPROVED, limit)).value();
      assertEquals(first, world.query.list(page(APPROVED, limit)).value());
      PageRequest next = behind(first.next(), limit);
      assertEquals(world.database.list(next).value(), world.query.list(next).value());
    }
  }

  @Test
  void aListHasTenFirstPagesWhateverLimitsAreRequested() {
    for (int limit = 1; limit <= PageRequest.MAX_LIMIT; limit++) {
      world.query.list(page(APPROVED, limit));
    }
    assertEquals(10, world.observed.reads.size());
    assertSame(Source.HIT, world.query.list(page(APPROVED, 33)).source());
  }

  @Test
  void aPageThatIsCutFromALongerOneIsOfTheSameGenerationAndTime() {
    Answer<OrderPage> whole = world.query.list(page(APPROVED, 10));
    Answer<OrderPage> cut = world.query.list(page(APPROVED, 3));
    assertEquals(whole.generation(), cut.generation());
    assertEquals(whole.asOf(), cut.asOf());
    assertEquals(whole.value().orders().subList(0, 3), cut.value().orders());
  }

  @Test
  void manyArbitraryCursorsDoNotEvictTheLastKnownPages() {
    PageRequest second = behind(world.query.list(page(APPROVED, 50)).value().next(), 50);
    world.query.list(second);
    LongStream.range(0, 1_500)
        .forEach(place -> world.query.list(behind(arbitraryCursor(place), 50)));
    world.cache.flush();
    world.observed.failure = new OrderQueryException("away", null);
    assertSame(Source.STALE, world.query.list(page(APPROVED, 50)).source());
    assertSame(Source.STALE, world.query.list(second).source());
  }
}
