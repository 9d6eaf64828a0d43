package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.ordercache.memory.InMemoryDatabaseUnderTest.QueueFactory;
import dev.ordercache.tck.CacheContract;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.ChangeLogContract;
import dev.ordercache.tck.DatabaseContract;
import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.EventLogContract;
import dev.ordercache.tck.NearCacheContract;
import dev.ordercache.tck.NearCacheUnderTest;
import dev.ordercache.tck.OrderCacheContract;
import dev.ordercache.tck.OrderQueryContract;
import dev.ordercache.tck.RelayTargetContract;
import dev.ordercache.tck.StatusChangeCompletionContract;
import dev.ordercache.tck.StatusChangeInboxContract;
import dev.ordercache.tck.StatusChangeWorkContract;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs contracts, as JUnit does, on adapters that are given to it. Used by one thread. */
final class ContractRun {

  /** Makes a cache that is to be tested. */
  interface CacheFactory extends BiFunction<CacheSettings, LongSupplier, InMemoryOrderCache> {}

  /** Makes a near cache that is to be tested. */
  interface NearCacheFactory
      extends BiFunction<InMemoryOrderCache, LongSupplier, InMemoryNearCache> {}

  private static CacheFactory caches = InMemoryOrderCache::new;
  private static NearCacheFactory nearCaches = InMemoryNearCache::new;
  private static Supplier<InMemoryOrders> databases = ContractRun::unbroken;
  private static QueueFactory queues = InMemoryStatusChanges::new;

  private ContractRun() {}

  /** The names of the tests of a contract that fail with these caches. */
  static Set<String> failures(Class<? extends CacheContract> contract, CacheFactory factory) {
    caches = factory;
    return failures(contract);
  }

  /** The names of the tests of the contract that fail with these near caches. */
  static Set<String> failures(NearCacheFactory factory) {
    nearCaches = factory;
    return failures(NearCacheRun.class);
  }

  /** The names of the tests of a contract that fail with these databases. */
  static Set<String> failures(
      Class<? extends DatabaseContract> contract, Supplier<InMemoryOrders> factory) {
    databases = factory;
    return failures(contract);
  }

  /** The names of the tests of a contract that fail with these queues. */
  static Set<String> failures(Class<? extends DatabaseContract> contract, QueueFactory factory) {
    databases = ContractRun::unbroken;
    queues = factory;
    return failures(contract);
  }

  private static DatabaseUnderTest newDatabase() {
    return new InMemoryDatabaseUnderTest(databases.get(), queues);
  }

  private static Set<String> failures(Class<?> contract) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents();
    if (tests.succeeded().count() == 0) {
      throw new IllegalStateException("no test of " + contract + " has succeeded");
    }
    Set<String> failed = new TreeSet<>();
    tests.failed().stream()
        .forEach(
            event ->
                failed.add(
                    event
                        .getTestDescriptor()
                        .getSource()
                        .map(MethodSource.class::cast)
                        .orElseThrow()
                        .getMethodName()));
    return failed;
  }

  private static InMemoryOrders unbroken() {
    return new InMemoryOrders(new ManualClock());
  }

  private static CacheUnderTest newCache(CacheSettings settings) {
    ManualClock clock = new ManualClock();
    return new InMemoryCacheUnderTest(caches.apply(settings, clock), clock);
  }

  static NearCacheUnderTest newNearCache(CacheSettings settings, NearCacheFactory factory) {
    ManualClock clock = new ManualClock();
    InMemoryOrderCache cache = new InMemoryOrderCache(settings, clock);
    return new InMemoryNearCacheUnderTest(
        factory.apply(cache, clock), new InMemoryCacheUnderTest(cache, clock));
  }

  static class NearCacheRun extends NearCacheContract {

    @Override
    protected NearCacheUnderTest open(CacheSettings settings) {
      return newNearCache(settings, nearCaches);
    }
  }

  static class OrderCacheRun extends OrderCacheContract {

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return newCache(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class RelayTargetRun extends RelayTargetContract {

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return newCache(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class EventLogRun extends EventLogContract {

    /** A test waits this long for events that a broken log does not return. */
    @Override
    protected Duration timeout() {
      return Duration.ofSeconds(3);
    }

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return newCache(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class OrderQueryRun extends OrderQueryContract {

    @Override
    protected DatabaseUnderTest open() {
      return newDatabase();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class ChangeLogRun extends ChangeLogContract {

    @Override
    protected DatabaseUnderTest open() {
      return newDatabase();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class StatusChangeInboxRun extends StatusChangeInboxContract {

    @Override
    protected DatabaseUnderTest open() {
      return newDatabase();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class StatusChangeWorkRun extends StatusChangeWorkContract {

    @Override
    protected DatabaseUnderTest open() {
      return newDatabase();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }

  static class StatusChangeCompletionRun extends StatusChangeCompletionContract {

    @Override
    protected DatabaseUnderTest open() {
      return newDatabase();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return abort("in memory there is no server");
    }
  }
}
