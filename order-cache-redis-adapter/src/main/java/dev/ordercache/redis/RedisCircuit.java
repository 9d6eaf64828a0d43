package dev.ordercache.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * A circuit breaker that keeps callers from waiting for a Redis that does not answer. It opens when
 * half of the last 20 calls (initially, of at least 10) failed or took more than half of the
 * command timeout. It then refuses calls at once for a second; after that, 3 calls are permitted,
 * which close it or open it again. The window is a number of calls and not of seconds, because
 * seconds of good traffic would outweigh the failures of a hanging Redis for as long as they are in
 * the window. Safe for use by many threads.
 */
final class RedisCircuit {

  private static final System.Logger LOG = System.getLogger(RedisCircuit.class.getName());
  private static final int WINDOW = 20;
  private static final int MIN_CALLS = 10;
  private static final int PERCENT = 50;
  private static final int PROBES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The library's default is the time of day, which may be set back. */
  private static final InstantSource MONOTONIC = () -> Instant.EPOCH.plusNanos(System.nanoTime());

  private final CircuitBreaker breaker;
  private final AtomicBoolean loggedOpen = new AtomicBoolean();
  private final LongAdder opened = new LongAdder();
  private final LongAdder refused = new LongAdder();

  private RedisCircuit(CircuitBreakerConfig.Builder configuration) {
    breaker = CircuitBreaker.of("redis", configuration.build());
  }

  /** A circuit to a Redis that answers within this time or not at all. */
  static RedisCircuit within(Duration commandTimeout) {
    return new RedisCircuit(
        CircuitBreakerConfig.custom()
            .slidingWindow(
                WINDOW,
                MIN_CALLS,
                SlidingWindowType.COUNT_BASED,
                SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
            .failureRateThreshold(PERCENT)
            .slowCallRateThreshold(PERCENT)
            .slowCallDurationThreshold(commandTimeout.dividedBy(2))
            .waitDurationInOpenState(PAUSE)
            .permittedNumberOfCallsInHalfOpenState(PROBES)
            .clock(MONOTONIC.withZone(ZoneOffset.UTC))
            .writableStackTraceEnabled(false));
  }

  /** A circuit that permits every call. */
  static RedisCircuit neverOpen() {
    return new RedisCircuit(
        CircuitBreakerConfig.custom().initialState(CircuitBreaker.State.DISABLED));
  }

  /**
   * Acquires a permission for a call. The caller then reports the outcome.
   *
   * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException if there is none
   */
  void enter() {
    try {
      breaker.acquirePermission();
    } catch (RuntimeException e) {
      refused.increment();
      throw e;
    }
  }

  /** Called when Redis has answered after this time. */
  void answered(long nanos) {
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    logTransition();
  }

  /** Called when Redis has failed after this time. */
  void failed(long nanos, RuntimeException failure) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    logTransition();
  }

  /** Called when a call ended in a way that says nothing about Redis. */
  void unknown() {
    breaker.releasePermission();
  }

  CircuitStatistics statistics() {
    CircuitStatistics.State state =
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> CircuitStatistics.State.OPEN;
          case HALF_OPEN -> CircuitStatistics.State.HALF_OPEN;
          case CLOSED, DISABLED, METRICS_ONLY -> CircuitStatistics.State.CLOSED;
        };
    return new CircuitStatistics(state, opened.sum(), refused.sum());
  }

  /** The library's own events would cost each call an object and a reading of the time of day. */
  private void logTransition() {
    CircuitBreaker.State state = breaker.getState();
    if (state == CircuitBreaker.State.OPEN && loggedOpen.compareAndSet(false, true)) {
      opened.increment();
      LOG.log(
          System.Logger.Level.WARNING,
          "Circuit to Redis open: Redis fails or is slow, and gets only a few test calls");
    } else if (state == CircuitBreaker.State.CLOSED
        && loggedOpen.get()
        && loggedOpen.compareAndSet(true, false)) {
      LOG.log(System.Logger.Level.INFO, "Circuit to Redis closed: Redis answers again");
    }
  }
}
