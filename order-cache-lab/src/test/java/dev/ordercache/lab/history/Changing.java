package dev.ordercache.lab.history;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.lab.Instance;
import dev.ordercache.lab.history.HistoryLog.Outcome;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A writer that uses the library: moves one order after the other along the workflow. */
final class Changing implements Runnable {

  private static final CachePlan PLAN = CachePlan.defaults();

  private final Instance instance;
  private final HistoryInstance.Load load;
  private final HistoryLog log;
  private final Random random;

  Changing(Instance instance, HistoryInstance.Load load, HistoryLog log, long seed) {
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
      // the database cannot be reached; the next run may succeed
    }
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(load.pauseMicros()));
  }

  private void move(Order order) {
    List<OrderStatus> targets = new ArrayList<>(PLAN.workflow().targets(order.status()));
    if (random.nextInt(4) > 0) {
      targets.retainAll(PLAN.cachedStatuses()); // an order that is closed stays so
    }
    if (targets.isEmpty()) {
      return;
    }
    OrderStatus to = targets.get(random.nextInt(targets.size()));
    int id = (int) order.id().value();
    int version = (int) order.version();
    log.attempt(id, version + 1, OrderState.STATUSES.indexOf(to), System.nanoTime());
    try {
      StatusChange change = new StatusChange(order.id(), version, to, null);
      Acceptance reported =
          instance.changes.submit(new Submission(change, "writer", UUID.randomUUID().toString()));
      long end = System.nanoTime();
      if (reported instanceof Acceptance.Accepted accepted) {
        log(order, accepted.entry(), end);
      } else {
        log.outcome(Outcome.NOT_MADE, OrderState.never(id), end);
      }
    } catch (StatusChangeException | OrderQueryException e) {
      log.outcome(Outcome.UNKNOWN, OrderState.never(id), System.nanoTime());
    }
  }

  private void log(Order before, JournalEntry entry, long end) {
    OrderState never = OrderState.never((int) before.id().value());
    JournalEntry.Effect effect = entry.effect();
    if (effect != null && isInTheSameLife(before)) {
      int life = Integer.parseInt(before.product());
      OrderState made =
          OrderState.present(never.id(), life, (int) effect.version(), effect.after().name());
      boolean promised = entry.state() == ChangeState.DONE;
      log.outcome(promised ? Outcome.PROMISED : Outcome.COMMITTED, made, end);
    } else if (effect != null || !isGivenUp(entry)) {
      log.outcome(Outcome.UNKNOWN, never, end);
    } else {
      log.outcome(Outcome.NOT_MADE, never, end);
    }
  }

  /** The change may have been of the same version of the order in its next life. */
  private boolean isInTheSameLife(Order before) {
    Optional<Order> now = instance.database.find(before.id()).value();
    return now.filter(order -> order.product().equals(before.product())).isPresent();
  }

  /** There is no worker for a change that is left pending because the order is locked. */
  private boolean isGivenUp(JournalEntry entry) {
    return entry.state() != ChangeState.PENDING || instance.changes.cancel(entry.id());
  }
}
