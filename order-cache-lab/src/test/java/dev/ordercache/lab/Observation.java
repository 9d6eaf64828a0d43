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

/** What a service that takes no part in a race gets to see, against what the database has. */
record Observation(Service observer, Plant plant, long lastId) {

  /** Redis' clock counts milliseconds, and time may be set while a test's own clock runs on. */
  private static final Duration CLOCKS_APART = Duration.ofMillis(20);

  Answers answers() {
    return Answers.of(observer.orders, lastId);
  }

  /** What comes from the cache and is not what the database has. */
  List<String> stale() {
    return answers().hitsUnlike(Answers.of(observer.instance.database, lastId));
  }

  /** Nothing is stale, and everything comes from the cache. */
  void assertRight() {
    assertEquals(List.of(), stale());
    Awaitility.await("all from the cache").until(() -> answers().areHits());
  }

  void assertStale() {
    assertFalse(stale().isEmpty(), "the unprotected cache is right, so nothing was raced");
  }

  /**
   * Reads an order until the cache has what the database has. No read that began later than the
   * bound after the commit may get from the cache what was before.
   */
  void assertFreshWithin(Duration bound, long committedNanos, long id) {
    long current = plant.version(id);
    Awaitility.await().until(() -> readWithin(bound, committedNanos, id, current) == Source.HIT);
  }

  /** One such read; returns from where it was right, or null if it was not. */
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
