package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One instance that takes part in a race. It reads and changes with the library's own classes;
 * which cache is behind them makes it protected or not.
 */
final class Service implements AutoCloseable {

  final Instance instance;
  final HeldOrders database;
  final HeldCache cache;

  /** Reads, through wrappers that a test may add. */
  OrderQuery orders;

  final StatusChanges changes;
  final OrderCache own;

  Service(Instance instance, OrderCache own, OrderQuery source) {
    this.instance = instance;
    this.own = own;
    database = new HeldOrders(source);
    cache = new HeldCache(own);
    orders =
        new CacheAsideOrderQuery(database, cache, instance.plan, CacheAsideSettings.defaults());
    changes = instance.changing(cache);
  }

  Answer<Optional<Order>> find(long id) {
    return orders.find(new OrderId(id));
  }

  Answer<OrderPage> list(OrderStatus status) {
    return orders.list(PageRequest.first(status, OrderSort.DUE, 50));
  }

  /**
   * Changes the status of an order in its current version; fails unless that is committed.
   *
   * @return {@code DONE} if the cache step is done too, otherwise {@code APPLIED}
   */
  ChangeState change(long id, OrderStatus to) {
    long version =
        instance.database.find(new OrderId(id)).value().map(Order::version).orElseThrow();
    StatusChange change = new StatusChange(new OrderId(id), version, to, null);
    Acceptance reported =
        changes.submit(new Submission(change, "Ada", UUID.randomUUID().toString()));
    if (reported instanceof Acceptance.Accepted accepted && accepted.entry().effect() != null) {
      return accepted.entry().state();
    }
    throw new IllegalStateException("not changed: " + reported);
  }

  /** Begins to read an order that is not cached; held when the database has answered. */
  HeldWork beginToRead(long id) {
    return new HeldWork(database.holdAfterRead(), () -> find(id));
  }

  /** The same for the first page of a list. */
  HeldWork beginToRead(OrderStatus status) {
    return new HeldWork(database.holdAfterRead(), () -> list(status));
  }

  /** Begins to change an order; held after the commit and before its cache step. */
  HeldWork beginToChange(long id, OrderStatus to) {
    return new HeldWork(cache.holdInvalidation(), () -> change(id, to));
  }

  @Override
  public void close() {
    if (own instanceof PlainCache plain) {
      plain.close();
    }
    instance.close();
  }

  /** Work that is held before it continues. */
  static final class HeldWork {

    private final Hold hold;
    private final CompletableFuture<Void> work;

    HeldWork(Hold hold, Runnable work) {
      this.hold = hold;
      this.work = Meanwhile.run(work);
      hold.awaitReached();
    }

    /** Lets it go on, and waits for its end. */
    void goOn() {
      hold.release();
      work.join();
    }
  }
}
