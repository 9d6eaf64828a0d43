package dev.ordercache.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The answers of a service that takes no part in a race, compared with the database. */
record Observation(Service observer, OrdersDatabase postgres, long lastId) {

  /** Redis' clock counts milliseconds and may be adjusted; the test's own clock is monotonic. */
  private static final Duration CLOCKS_APART = Duration.ofMillis(20);

  Answers answers() {
    return Answers.of(observer.orders, lastId);
  }

  /** The answers from the cache that differ from the database. */
  List<String> stale() {
    return answers().hitsUnlike(Answers.of(observer.instance.database, lastId));
  }

  /** Asserts that nothing is stale, and everything comes from the cache. */
  void assertRight() {
    assertEquals(List.of(), stale());
    Awaitility.await("all from the cache").until(() -> answers().areHits());
  }

  void assertStale() {
    assertFalse(stale().isEmpty(), "the unprotected cache is correct, so there was no race");
  }

  /**
   * Reads an order until the cache has its current version. No read that began later than the bound
   * after the commit may get an earlier version from the cache.
   */
  void assertFreshWithin(Duration bound, long committedNanos, long id) {
    long current = postgres.version(id);
    Awaitility.await().until(() -> readWithin(bound, committedNanos, id, current) == Source.HIT);
  }

  /** One such read; returns the source of a current answer, or null for an earlier version. */
  @Nullable Source readWithin(Duration bound, long committedNanos, long id, long current) {
    long sinceCommit = System.nanoTime() - committedNanos;
    Answer<Optional<Order>> answer = observer.find(id);
    boolean old = answer.value().map(Order::version).orElse(-1L) != current;
    if (old) {
      assertEquals(Source.HIT, answer.source(), "an old answer that is not from the cache");
      assertTrue(
          sinceCommit <= bound.plus(CLOCKS_APART).toNanos(),
          () -> "verified, and " + Duration.ofNanos(sinceCommit) + " old");
      return null;
    }
    return answer.source();
  }
}
