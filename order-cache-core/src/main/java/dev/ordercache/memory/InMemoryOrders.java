package dev.ordercache.memory;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.OrderChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database of orders in memory. Every write raises the version and is logged, as by the triggers.
 * Safe for use by many threads.
 */
public class InMemoryOrders implements OrderQuery {

  private final Map<OrderId, Order> rows = new TreeMap<>(Comparator.comparingLong(OrderId::value));
  private final InstantSource clock;
  private final InMemoryChangeLog log;
  private final Set<OrderId> locked = new HashSet<>();
  private final Set<OrderId> broken = new HashSet<>();
  private long transactions;

  /** An empty database with this clock. */
  public InMemoryOrders(InstantSource clock) {
    this(clock, new InMemoryChangeLog(clock));
  }

  InMemoryOrders(InstantSource clock, InMemoryChangeLog log) {
    this.clock = clock;
    this.log = log;
  }

  /** The log of all changes. */
  public InMemoryChangeLog log() {
    return log;
  }

  /**
   * Inserts or updates an order, as any writer of the table does.
   *
   * @return the order as stored, with its version and time
   */
  public synchronized Order put(Order order) {
    return store(order, log.reserve(), clock.instant());
  }

  /** Puts an order in a transaction that stays open until the result is run. */
  public synchronized Runnable putUncommitted(Order order) {
    long position = log.reserve();
    Instant began = clock.instant();
    locked.add(order.id());
    return () -> commit(order, position, began);
  }

  /** Whether an open transaction has changed an order. */
  synchronized boolean isLocked(OrderId id) {
    return locked.contains(id);
  }

  /** Makes every update of an order fail until the result is run. */
  synchronized Runnable breakUpdates(OrderId id) {
    broken.add(id);
    return () -> repair(id);
  }

  InstantSource clock() {
    return clock;
  }

  /** Deletes an order, if there is one. */
  public synchronized void remove(OrderId id) {
    Order gone = rows.remove(id);
    if (gone != null) {
      log.write(
          log.reserve(),
          new OrderChange(id, gone.version(), gone.status(), null, nextTransaction()));
    }
  }

  /** Deletes all orders at once. */
  public synchronized void truncate() {
    rows.clear();
    log.write(log.reserve(), null);
  }

  @Override
  public synchronized Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    Map<OrderId, Answer<Optional<Order>>> answers = new HashMap<>();
    for (OrderId id : ids) {
      answers.put(id, answer(Optional.ofNullable(rows.get(id))));
    }
    return answers;
  }

  @Override
  public synchronized Answer<OrderPage> list(PageRequest request) {
    Cursor after = request.after();
    List<Order> limitPlusOne =
        in(request.status())
            .filter(order -> after == null || isAfter(after, order))
            .sorted(
                Comparator.comparing(request.sort()::timeOf)
                    .thenComparing(order -> order.id().value()))
            .limit(request.limit() + 1L)
            .toList();
    return answer(OrderPage.of(request, limitPlusOne));
  }

  @Override
  public synchronized Answer<Long> count(OrderStatus status) {
    return answer(in(status).count());
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    ids(statuses).forEach(consumer);
  }

  /**
   * Changes status and assignee of an order as it is now.
   *
   * @throws IllegalStateException if its updates are broken
   */
  synchronized OrderChange change(Order current, OrderStatus to, @Nullable String assignee) {
    if (broken.contains(current.id())) {
      throw new IllegalStateException("order " + current.id() + " cannot be updated");
    }
    Order wanted = Orders.changed(current, to, 0, assignee, Instant.EPOCH);
    return write(wanted, current, log.reserve(), clock.instant());
  }

  /** Whether an order comes after a cursor in a list. */
  boolean isAfter(Cursor cursor, Order order) {
    OrderSort sort = cursor.sort();
    int times = sort.timeOf(order).compareTo(cursor.at());
    return times > 0 || (times == 0 && order.id().value() > cursor.id().value());
  }

  private synchronized List<OrderId> ids(Set<OrderStatus> statuses) {
    return statuses.stream().flatMap(this::in).map(Order::id).toList();
  }

  private synchronized void commit(Order order, long position, Instant began) {
    locked.remove(order.id());
    store(order, position, began);
  }

  private synchronized void repair(OrderId id) {
    broken.remove(id);
  }

  private synchronized Order store(Order order, long position, Instant began) {
    write(order, rows.get(order.id()), position, began);
    return stored(order.id());
  }

  private OrderChange write(Order order, @Nullable Order before, long position, Instant began) {
    long version = before == null ? 1 : before.version() + 1;
    rows.put(order.id(), Orders.changed(order, order.status(), version, clock.instant()));
    OrderChange change =
        new OrderChange(
            order.id(),
            version,
            before == null ? null : before.status(),
            order.status(),
            nextTransaction());
    log.write(position, change, began);
    return change;
  }

  private Order stored(OrderId id) {
    return Optional.ofNullable(rows.get(id)).orElseThrow();
  }

  private String nextTransaction() {
    return "tx-" + ++transactions;
  }

  private Stream<Order> in(OrderStatus status) {
    return rows.values().stream().filter(order -> order.status().equals(status));
  }

  private <V> Answer<V> answer(V value) {
    return Answer.bypass(new Snapshot<>(value, clock.instant()));
  }
}
