package dev.ordercache.app.freshness.history;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.app.freshness.Instance;
import dev.ordercache.app.freshness.history.HistoryLog.Outcome;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A writer that uses the library: moves an order along the workflow, and again another. */
final class Changing implements Runnable {

  private static final Workflow WORKFLOW = Workflow.defaults();

  private final Instance instance;
  private final Worker.Load load;
  private final HistoryLog log;
  private final Random random;

  Changing(Instance instance, Worker.Load load, HistoryLog log, long seed) {
    this.instance = instance;
    this.load = load;
    this.log = log;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      Optional<Order> order =
          instance.database.find(new OrderId(Hot.id(random, load.orders()))).value();
      order.ifPresent(this::move);
    } catch (OrderQueryException e) {
      // the database is away, and the next turn comes
    }
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(load.pauseMicros()));
  }

  private void move(Order order) {
    List<OrderStatus> targets = new ArrayList<>(WORKFLOW.targets(order.status()));
    if (random.nextInt(4) > 0) {
      targets.retainAll(WORKFLOW.operatorStatuses()); // an order that is closed stays so
    }
    if (targets.isEmpty()) {
      return;
    }
    OrderStatus to = targets.get(random.nextInt(targets.size()));
    int id = (int) order.id().value();
    int version = (int) order.version();
    log.attempt(id, version + 1, OrderState.STATUSES.indexOf(to), System.nanoTime());
    try {
      StatusChangeResult result =
          instance.changes.submit(new StatusChange(order.id(), version, to, null));
      long end = System.nanoTime();
      if (result instanceof StatusChangeResult.Applied applied) {
        Outcome outcome = applied.invalidated() ? Outcome.PROMISED : Outcome.COMMITTED;
        log.outcome(outcome, OrderState.of(applied.order()), end);
      } else {
        log.outcome(Outcome.NOT_MADE, OrderState.never(id), end);
      }
    } catch (StatusChangeException e) {
      log.outcome(Outcome.UNKNOWN, OrderState.never(id), System.nanoTime());
    }
  }
}
