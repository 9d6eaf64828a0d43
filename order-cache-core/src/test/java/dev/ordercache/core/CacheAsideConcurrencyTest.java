package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.order;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OverloadException;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What readers receive that read at the same time. */
class CacheAsideConcurrencyTest {

  private static final int READERS = 64;
  private static final OrderKey KEY = new OrderKey(new OrderId(1));

  private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

  @AfterEach
  void endReaders() {
    readers.shutdownNow();
  }

  @Test
  void manyReadersOfAColdKeyCostOneLoad() {
    World world = new World().guarded();
    Order order = world.database.put(order(1).build());
    CountDownLatch ready = new CountDownLatch(READERS);
    List<CompletableFuture<Answer<Optional<Order>>>> answers =
        IntStream.range(0, READERS)
            .mapToObj(
                i ->
                    supplyAsync(
                        () -> {
                          ready.countDown();
                          join(ready);
                          return world.find(1);
                        },
                        readers))
            .toList();
    answers.forEach(answer -> assertEquals(Optional.of(order), answer.join().value()));
    assertEquals(1, world.observed.reads.size());
    assertEquals(1, world.query.statistics().loads());
  }

  @Test
  void aReaderWaitsForWhatAnotherInstanceLoads() {
    World world = new World().guarded();
    Order order = world.database.put(order(1).build());
    Lease<Optional<Order>> other = world.leaseOfAnother(KEY);
    CompletableFuture<Answer<Optional<Order>>> waiting = supplyAsync(() -> world.find(1), readers);
    Eventually.await("the reader looks up again", () -> world.flaky.lookups.get() > 1);
    Snapshot<Optional<Order>> snapshot = new Snapshot<>(Optional.of(order), world.clock.instant());
    assertEquals(List.of(true), world.cache.fill(List.of(new Fill<>(other, snapshot))));
    assertSame(Source.HIT, waiting.join().source());
    assertEquals(0, world.observed.reads.size());
  }

  @Test
  void aReaderLoadsPastALeaseThatIsHeldTooLongAndLeavesItAlone() {
    World world =
        new World(
                CacheSettings.defaults().withLeaseTime(Duration.ofMillis(60)),
                CacheAsideSettings.defaults())
            .guarded();
    Order order = world.database.put(order(1).build());
    Lease<Optional<Order>> other = world.leaseOfAnother(KEY);
    Answer<Optional<Order>> answer = world.find(1);
    assertSame(Source.BYPASS, answer.source());
    assertEquals(Optional.of(order), answer.value());
    Snapshot<Optional<Order>> snapshot = answer.snapshot();
    assertEquals(List.of(true), world.cache.fill(List.of(new Fill<>(other, snapshot))));
  }

  @Test
  void aReaderAfterAChangeDoesNotJoinAReadThatBeganBeforeIt() throws Exception {
    World world = new World().guarded();
    world.database.put(order(1).build());
    BlockedReads blocked = new BlockedReads(world);
    CompletableFuture<Answer<Optional<Order>>> early = supplyAsync(() -> world.find(1), readers);
    join(blocked.read);
    Order changed = world.database.put(order(1).assignee("Ada").build());
    world.forget(1);
    FutureTask<Answer<Optional<Order>>> late = new FutureTask<>(() -> world.find(1));
    Thread lateReader = new Thread(late);
    lateReader.start();
    Eventually.await("the late reader waits", () -> lateReader.getState() == Thread.State.WAITING);
    blocked.goOn.countDown();
    assertEquals(1, early.join().value().orElseThrow().version());
    assertEquals(Optional.of(changed), late.get().value());
    assertEquals(Optional.of(changed), world.find(1).value());
  }

  @Test
  void readsOfTheDatabaseAreBounded() {
    CacheAsideSettings one = new CacheAsideSettings(1, 0, Duration.ZERO, 0);
    World world = new World(CacheSettings.defaults(), one);
    BlockedReads blocked = new BlockedReads(world);
    CompletableFuture<Answer<Optional<Order>>> first = supplyAsync(() -> world.find(1), readers);
    join(blocked.read);
    assertThrows(OverloadException.class, () -> world.find(2));
    blocked.goOn.countDown();
    assertTrue(first.join().value().isEmpty());
    assertSame(Source.BYPASS, world.find(2).source());
  }

  @Test
  void anOverloadIsThrownAndNotReplacedByAnOlderList() {
    CacheAsideSettings one = new CacheAsideSettings(1, 0, Duration.ZERO, 10);
    World world = new World(CacheSettings.defaults(), one);
    world.query.list(World.page(APPROVED, 10));
    BlockedReads blocked = new BlockedReads(world);
    CompletableFuture<Answer<Optional<Order>>> first = supplyAsync(() -> world.find(1), readers);
    join(blocked.read);
    PageRequest page = World.page(APPROVED, 10);
    assertThrows(OverloadException.class, () -> world.query.list(page));
    blocked.goOn.countDown();
    assertTrue(first.join().value().isEmpty());
  }

  @Test
  void anInterruptedReaderGetsNoOlderList() {
    World world = new World();
    PageRequest page = World.page(APPROVED, 10);
    world.query.list(page);
    Thread.currentThread().interrupt();
    try {
      assertThrows(OrderQueryException.class, () -> world.query.list(page));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  /** Holds every read of the database until the test releases it. */
  private static final class BlockedReads {

    final CountDownLatch read = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    BlockedReads(World world) {
      world.observed.afterRead =
          () -> {
            read.countDown();
            join(goOn);
          };
    }
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
