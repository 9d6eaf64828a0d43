package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.tck.DatabaseUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The in-memory database as the contracts require it. */
final class InMemoryDatabaseUnderTest implements DatabaseUnderTest {

  /** Makes the queue that is to be tested. */
  interface QueueFactory {
    InMemoryStatusChanges of(InMemoryOrders orders, QueueSettings settings);
  }

  private final InMemoryOrders orders;
  private final QueueFactory queues;
  private @Nullable InMemoryStatusChanges queued;

  InMemoryDatabaseUnderTest(InMemoryOrders orders) {
    this(orders, InMemoryStatusChanges::new);
  }

  InMemoryDatabaseUnderTest(InMemoryOrders orders, QueueFactory queues) {
    this.orders = orders;
    this.queues = queues;
  }

  @Override
  public InMemoryOrders orders() {
    return orders;
  }

  @Override
  public ChangeLog log() {
    return orders.log();
  }

  @Override
  public QueuedChanges queued(QueueSettings settings) {
    InMemoryStatusChanges changes = queues.of(orders, settings);
    queued = changes;
    return new QueuedChanges(changes, changes, changes);
  }

  @Override
  public Set<Long> archived() {
    return queued == null ? Set.of() : queued.archived();
  }

  @Override
  public void put(List<Order> wanted) {
    wanted.forEach(orders::put);
  }

  @Override
  public Runnable putUncommitted(Order order) {
    return orders.putUncommitted(order);
  }

  @Override
  public Runnable breakUpdates(OrderId id) {
    return orders.breakUpdates(id);
  }

  @Override
  public void remove(OrderId id) {
    orders.remove(id);
  }

  @Override
  public void truncate() {
    orders.truncate();
  }

  @Override
  public void depose() {
    orders.log().depose();
  }

  @Override
  public void passTime(Duration duration) {
    ((ManualClock) orders.clock()).advance(duration);
  }

  @Override
  public void close() {}
}
