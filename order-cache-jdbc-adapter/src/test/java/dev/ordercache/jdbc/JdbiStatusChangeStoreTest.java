package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeStore.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is peculiar to status changes in PostgreSQL: locks. */
class JdbiStatusChangeStoreTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderId ID = new OrderId(1);
  private static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  private static final int OPERATORS = 50;

  private final JdbiStatusChangeStore store =
      new JdbiStatusChangeStore(DATABASE.pool(), DATABASE.settings());

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "MANUFACTURING_APPROVED");
    DATABASE.forgetLog();
  }

  private Outcome take(String operator) {
    return store.apply(new StatusChange(ID, 1, STARTED, operator), Set.of(APPROVED));
  }

  @Test
  void ofFiftyOperatorsWhoTakeAnOrderAtOnceOneGetsItAndTheOthersLearnWho() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(OPERATORS);
    List<Future<Outcome>> takes = new ArrayList<>();
    try {
      for (int i = 0; i < OPERATORS; i++) {
        String operator = "Operator " + i;
        takes.add(
            threads.submit(
                () -> {
                  start.await();
                  return take(operator);
                }));
      }
      start.countDown();

      List<Order> winners = new ArrayList<>();
      List<Order> seenByLosers = new ArrayList<>();
      for (Future<Outcome> take : takes) {
        if (take.get() instanceof Outcome.Applied applied) {
          winners.add(applied.order());
        } else if (take.get() instanceof Outcome.Refused refused) {
          seenByLosers.add(Objects.requireNonNull(refused.current()));
        }
      }

      assertEquals(1, winners.size());
      assertEquals(Set.of(winners.get(0)), Set.copyOf(seenByLosers));
      assertEquals(OPERATORS - 1, seenByLosers.size());
      assertEquals(
          List.of(new Logged(1L, "MANUFACTURING_APPROVED", "MANUFACTURING_STARTED", 2L)),
          DATABASE.logged());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anOrderThatSomebodyKeepsLockedFailsTheChangeInTime() {
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("SELECT FROM orders FOR UPDATE");
              assertThrows(StatusChangeException.class, () -> take("Ada"));
            });

    assertInstanceOf(Outcome.Applied.class, take("Ada"));
  }
}
