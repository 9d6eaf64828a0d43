package dev.ordercache.app.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Slows logins down by account and by source: 5 failures of an account or 20 of a source within a
 * minute have no consequence, see {@link FailureCount}. An account has a separate count for each
 * source from which it has logged in within a day, so that an attacker at another source does not
 * lock the user out. Accounts that do not exist are slowed like those that do. Safe for use by many
 * threads.
 */
final class LoginThrottle {

  private static final int FAILURES_OF_ACCOUNT = 5;
  private static final int FAILURES_OF_SOURCE = 20;
  private static final int MAX_COUNTS = 10_000;
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final Duration ACQUAINTANCE = Duration.ofDays(1);

  private final LongSupplier nanoTime;
  private final Cache<String, FailureCount> accounts;
  private final Cache<String, FailureCount> sources;
  private final Cache<String, Boolean> acquainted;

  /** With a monotonic clock in nanoseconds. */
  LoginThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.accounts = bounded(nanoTime).expireAfterAccess(MEMORY).build();
    this.sources = bounded(nanoTime).expireAfterAccess(MEMORY).build();
    this.acquainted = bounded(nanoTime).expireAfterWrite(ACQUAINTANCE).build();
  }

  static Caffeine<Object, Object> bounded(LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_COUNTS)
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run);
  }

  /**
   * One login. If it may be tried, one of {@link #succeeded}, {@link #failed} and {@link #left}
   * must follow.
   */
  final class Turn {

    private final String pair;
    private final FailureCount account;
    private final FailureCount source;
    private final long wait;

    private Turn(String name, String from) {
      long now = nanoTime.getAsLong();
      pair = from + '\n' + name;
      source = sources.get(from, unused -> new FailureCount(FAILURES_OF_SOURCE));
      long ofSource = source.enter(now);
      account = ofSource > 0 ? new FailureCount(FAILURES_OF_ACCOUNT) : ofAccount(name);
      wait = ofSource > 0 ? ofSource : account.enter(now);
      if (ofSource == 0 && wait > 0) {
        source.left();
      }
    }

    /** Not called for a slowed source, whose logins could evict the counts of others. */
    private FailureCount ofAccount(String name) {
      String key = acquainted.getIfPresent(pair) == null ? name : pair;
      return accounts.get(key, unused -> new FailureCount(FAILURES_OF_ACCOUNT));
    }

    /** How long to wait before it is tried; zero if it may be tried now. */
    Duration delay() {
      return Duration.ofNanos(wait);
    }

    void succeeded() {
      account.succeeded();
      source.left();
      acquainted.put(pair, true);
    }

    void failed() {
      long now = nanoTime.getAsLong();
      account.failed(now);
      source.failed(now);
    }

    /** It was not tried. */
    void left() {
      account.left();
      source.left();
    }
  }

  /**
   * Requests a turn.
   *
   * @param name at most 100 characters
   * @param from the source
   */
  Turn enter(String name, String from) {
    return new Turn(name, from);
  }
}
