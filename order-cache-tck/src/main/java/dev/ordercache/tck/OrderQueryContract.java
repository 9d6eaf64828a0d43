package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.Source;
import dev.ordercache.memory.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.OrderQuery} on a database. */
public abstract class OrderQueryContract extends OrderListContract {

  @Nested
  class FindingOrders {

    @Test
    void anOrderIsFoundWithAllThatWasWritten() {
      Order free = order(1).build();
      Order taken = order(2).status(STARTED).assignee("Zoë O'Neill").build();
      put(free, taken);
      assertEquals(Orders.content(free), Orders.content(stored(1)));
      assertEquals(Orders.content(taken), Orders.content(stored(2)));
    }

    @Test
    void anUnknownOrderIsAnsweredAsEmpty() {
      put(order(1).build());
      assertEquals(Optional.empty(), database.orders().find(new OrderId(2)).value());
    }

    @Test
    void everyIdGetsOneAnswer() {
      put(order(1).build(), order(3).build());
      Set<OrderId> ids = Set.of(new OrderId(1), new OrderId(2), new OrderId(3));
      Map<OrderId, Answer<Optional<Order>>> answers = database.orders().findAll(ids);
      assertEquals(ids, answers.keySet());
      answers.forEach(
          (id, answer) -> {
            assertEquals(id.value() != 2, answer.value().isPresent());
            answer.value().ifPresent(found -> assertEquals(id, found.id()));
          });
    }

    @Test
    void noIdsGetNoAnswers() {
      assertEquals(Map.of(), database.orders().findAll(Set.of()));
    }

    @Test
    void aThousandIdsAreFoundAtOnce() {
      put(LongStream.rangeClosed(1, 1_000).mapToObj(Orders::order));
      Set<OrderId> ids =
          LongStream.rangeClosed(1, 1_000).mapToObj(OrderId::new).collect(Collectors.toSet());
      long found =
          database.orders().findAll(ids).values().stream()
              .filter(answer -> answer.value().isPresent())
              .count();
      assertEquals(1_000, found);
    }

    @Test
    void everyChangeRaisesTheVersionByOne() {
      put(order(1).build());
      long first = stored(1).version();
      put(order(1).status(STARTED).version(77).build());
      assertEquals(first + 1, stored(1).version());
      assertEquals(STARTED, stored(1).status());
    }

    @Test
    void anAnswerHasTheDatabaseAsItsSourceAndATime() {
      put(order(1).build());
      Answer<Optional<Order>> earlier = database.orders().find(new OrderId(1));
      Answer<Optional<Order>> later = database.orders().find(new OrderId(1));
      assertSame(Source.BYPASS, earlier.source());
      assertNull(earlier.generation());
      assertFalse(earlier.asOf().isBefore(earlier.value().orElseThrow().updatedAt()));
      assertFalse(later.asOf().isBefore(earlier.asOf()));
    }
  }

  @Nested
  class StreamingIds {

    @Test
    void everyOrderOfTheStatusesIsPassedOnce() {
      put(LongStream.rangeClosed(1, 2_500).mapToObj(Orders::order));
      put(order(2_501).status(STARTED).build(), order(2_502).status(PACKAGING).build());
      List<Long> seen = new ArrayList<>();
      database.orders().streamIds(Set.of(APPROVED, STARTED), id -> seen.add(id.value()));
      assertEquals(
          LongStream.rangeClosed(1, 2_501).boxed().toList(), seen.stream().sorted().toList());
    }

    @Test
    void noStatusesHaveNoOrders() {
      put(order(1).build());
      List<OrderId> seen = new ArrayList<>();
      database.orders().streamIds(Set.of(), seen::add);
      assertEquals(List.of(), seen);
    }

    @Test
    void anExceptionOfTheConsumerEndsTheStreamAndReachesTheCaller() {
      put(order(1).build(), order(2).build());
      List<OrderId> seen = new ArrayList<>();
      IllegalStateException thrown = new IllegalStateException("enough");
      assertSame(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  database
                      .orders()
                      .streamIds(
                          Set.of(APPROVED),
                          id -> {
                            seen.add(id);
                            throw thrown;
                          })));
      assertEquals(1, seen.size());
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsARead() {
      assertFails(OrderQueryException.class, silent -> silent.orders().find(new OrderId(1)));
    }

    @Test
    void failsAStream() {
      assertFails(
          OrderQueryException.class,
          silent -> silent.orders().streamIds(Set.of(APPROVED), id -> {}));
    }
  }
}
