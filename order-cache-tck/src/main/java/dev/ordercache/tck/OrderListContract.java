package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.memory.Orders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link OrderQueryContract} that is about lists and counts. */
abstract class OrderListContract extends DatabaseContract {
  OrderPage list(OrderSort sort, int limit, @Nullable Cursor after) {
    return database.orders().list(new PageRequest(APPROVED, sort, limit, after)).value();
  }

  /** The ids of each page, from the first to the last. */
  List<List<Long>> walk(OrderSort sort, int limit) {
    List<List<Long>> pages = new ArrayList<>();
    Cursor after = null;
    do {
      OrderPage page = list(sort, limit, after);
      pages.add(ids(page));
      after = page.next();
    } while (after != null && pages.size() < 20);
    return pages;
  }

  static List<Long> ids(OrderPage page) {
    return page.orders().stream().map(order -> order.id().value()).toList();
  }

  @Nested
  class ListingOrders {

    @Test
    void aListHoldsTheOrdersOfItsStatusAndNoOthers() {
      put(order(1).build(), order(2).status(PACKAGING).build(), order(3).build());
      assertEquals(List.of(1L, 3L), ids(list(OrderSort.DUE, 10, null)));
    }

    @Test
    void aListFollowsItsSort() {
      Instant start = Orders.start();
      put(
          order(1).dueAt(start.plusSeconds(3)).createdAt(start.plusSeconds(2)).build(),
          order(2).dueAt(start.plusSeconds(1)).createdAt(start.plusSeconds(3)).build(),
          order(3).dueAt(start.plusSeconds(2)).createdAt(start.plusSeconds(1)).build());
      assertEquals(List.of(2L, 3L, 1L), ids(list(OrderSort.DUE, 10, null)));
      assertEquals(List.of(3L, 1L, 2L), ids(list(OrderSort.CREATED, 10, null)));
    }

    @Test
    void ordersOfOneTimeFollowTheirIdsAsNumbers() {
      Instant due = Orders.start();
      put(order(10).dueAt(due).build(), order(9).dueAt(due).build(), order(11).dueAt(due).build());
      assertEquals(List.of(9L, 10L, 11L), ids(list(OrderSort.DUE, 10, null)));
    }

    @Test
    void pagesTogetherHoldEveryOrderOnceAlsoWhenTimesAreEqual() {
      Instant time = Orders.start();
      put(LongStream.rangeClosed(1, 5).mapToObj(id -> order(id).dueAt(time).createdAt(time)));
      List<List<Long>> expected = List.of(List.of(1L, 2L), List.of(3L, 4L), List.of(5L));
      assertEquals(expected, walk(OrderSort.DUE, 2));
      assertEquals(expected, walk(OrderSort.CREATED, 2));
    }

    @Test
    void pagesDistinguishTimesThatDifferByAMicrosecond() {
      Instant time = Orders.start();
      put(
          order(3).dueAt(time).build(),
          order(2).dueAt(time.plusNanos(1_000)).build(),
          order(1).dueAt(time.plusNanos(2_000)).build());
      assertEquals(List.of(List.of(3L), List.of(2L), List.of(1L)), walk(OrderSort.DUE, 1));
    }

    @Test
    void aPageHoldsNoMoreThanItsLimit() {
      put(LongStream.rangeClosed(1, 4).mapToObj(Orders::order));
      OrderPage page = list(OrderSort.DUE, 3, null);
      assertEquals(List.of(1L, 2L, 3L), ids(page));
      assertEquals(new Cursor(OrderSort.DUE, stored(3).dueAt(), new OrderId(3)), page.next());
    }

    @Test
    void theLastPageHasNoNextAlsoWhenItIsFull() {
      put(LongStream.rangeClosed(1, 4).mapToObj(Orders::order));
      assertNull(list(OrderSort.DUE, 4, null).next());
      OrderPage first = list(OrderSort.DUE, 2, null);
      assertNotNull(first.next());
      assertNull(list(OrderSort.DUE, 2, first.next()).next());
    }

    @Test
    void anEmptyListIsOneEmptyPage() {
      put(order(1).status(STARTED).build());
      assertEquals(new OrderPage(List.of(), null), list(OrderSort.DUE, 10, null));
    }

    @Test
    void aPageContinuesAfterAnOrderThatIsGone() {
      put(LongStream.rangeClosed(1, 4).mapToObj(Orders::order));
      OrderPage first = list(OrderSort.DUE, 2, null);
      database.remove(new OrderId(2));
      assertEquals(List.of(3L, 4L), ids(list(OrderSort.DUE, 2, first.next())));
    }
  }

  @Nested
  class CountingOrders {

    @Test
    void aCountIsOfItsStatusAlone() {
      put(order(1).build(), order(2).build(), order(3).status(STARTED).build());
      assertEquals(2, database.orders().count(APPROVED).value());
      assertEquals(1, database.orders().count(STARTED).value());
      assertEquals(0, database.orders().count(PACKAGING).value());
    }
  }
}
