package dev.ordercache.core;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.RelayedChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A checker that receives changes as from a relay. By default they were committed so long ago that
 * all stages are due at once, and recently enough that even a slow machine checks them in time.
 */
abstract class ConsistencyFixture {

  static final Duration WITHIN = Duration.ofMinutes(10);
  static final Duration AGE = Duration.ofMinutes(8);

  final World world = new World().guarded();
  private @Nullable ConsistencyChecker checker;
  private int transactions;

  static ConsistencySettings settings() {
    ConsistencySettings defaults = ConsistencySettings.defaults();
    return new ConsistencySettings(List.of(WITHIN), 0, defaults.queue());
  }

  static ConsistencySettings onlyBound() {
    return new ConsistencySettings(List.of(), 0, settings().queue());
  }

  /** Starts a checker with these settings. */
  ConsistencyChecker check(ConsistencySettings settings) {
    return check(Duration.ofMillis(200), settings);
  }

  /** Starts a checker with this staleness bound and these settings. */
  ConsistencyChecker check(Duration bound, ConsistencySettings settings) {
    return check(CachePlan.builder().stalenessBound(bound).build(), settings);
  }

  /** Starts a checker with this plan and these settings. */
  ConsistencyChecker check(CachePlan plan, ConsistencySettings settings) {
    ConsistencyChecker started =
        new ConsistencyChecker(world.observed, world.flaky, plan, settings);
    started.start();
    checker = started;
    return started;
  }

  private ConsistencyChecker checker() {
    ConsistencyChecker running = checker;
    return running == null ? check(settings()) : running;
  }

  ConsistencyReport report() {
    return checker().report();
  }

  ConsistencyReport.Stage within() {
    return report().stages().get(0);
  }

  ConsistencyReport.Stage bound() {
    return report().stages().get(1);
  }

  OrderChange change(
      long id, long version, @Nullable OrderStatus before, @Nullable OrderStatus after) {
    return new OrderChange(new OrderId(id), version, before, after, "tx-" + ++transactions);
  }

  void report(OrderChange change) {
    report(change, world.clock.instant(), AGE);
  }

  void report(OrderChange change, Instant loggedAt, Duration age) {
    long committed = System.nanoTime() - age.toNanos();
    checker().relayed(List.of(new RelayedChange(change, loggedAt, committed, committed)));
  }

  /** Waits until this many changes have passed the last stage. */
  void awaitChecked(long changes) {
    Eventually.await("all stages are over", () -> bound().checked() + bound().skipped() == changes);
  }

  void awaitViolations(long count) {
    Eventually.await("violations", () -> report().violations() == count);
    Eventually.await("repairs", () -> report().repaired() == count);
  }

  @AfterEach
  void closeChecker() {
    if (checker != null) {
      checker.close();
    }
  }
}
