package dev.ordercache.benchmarks.operations;

import dev.ordercache.Order;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Operators who take and release an order of their own in turns: each submits the next change when
 * the outcome of the last is known.
 */
final class QueueLoad implements Sample.Work, AutoCloseable {

  private static final int OPERATORS = 8;
  private static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");

  private final StatusChanges changes;
  private final List<Operator> operators = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(OPERATORS);

  QueueLoad(OrderQuery orders, StatusChanges changes) {
    this.changes = changes;
    PageRequest first = PageRequest.first(APPROVED, OrderSort.DUE, OPERATORS);
    orders.list(first).value().orders().forEach(order -> operators.add(new Operator(order)));
  }

  @Override
  public long until(long deadline) throws Exception {
    List<Future<Long>> counts = new ArrayList<>();
    for (Operator operator : operators) {
      counts.add(threads.submit(() -> operator.until(deadline)));
    }
    long sum = 0;
    for (Future<Long> count : counts) {
      sum += count.get();
    }
    return sum;
  }

  private final class Operator {

    private final Order order;
    private long version;
    private boolean taken;

    Operator(Order order) {
      this.order = order;
      this.version = order.version();
    }

    long until(long deadline) {
      long count = 0;
      while (System.nanoTime() < deadline) {
        change();
        count++;
      }
      return count;
    }

    private void change() {
      StatusChange next = new StatusChange(order.id(), version, taken ? APPROVED : STARTED, null);
      Submission submission = new Submission(next, "Ada", order.id().value() + "-" + version);
      if (!(changes.submit(submission) instanceof Accepted accepted)) {
        throw new IllegalStateException("not accepted: " + submission);
      }
      JournalEntry outcome = changes.outcome(accepted.entry()).join();
      version = Objects.requireNonNull(outcome.effect(), "not applied").version();
      taken = !taken;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
