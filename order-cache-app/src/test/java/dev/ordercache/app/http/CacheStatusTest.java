package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import dev.ordercache.Source;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The headers of answers that are not a single value. */
class CacheStatusTest {

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private void assertSource(String cacheStatus, String source, HttpResponse<String> answer) {
    assertEquals(cacheStatus, header(answer, "Cache-Status"));
    String timing = header(answer, "Server-Timing");
    assertTrue(timing.matches("read;desc=" + source + ";dur=[0-9]+\\.[0-9]{3}"), timing);
  }

  @Test
  void theStatusesHaveTheWorstSourceOfTheirCounts() {
    assertSource("order-cache; fwd=miss; stored", "miss", http.get("/api/statuses"));
    assertSource("order-cache; hit", "hit", http.get("/api/statuses"));

    http.delete("/api/cache/lists/PACKAGING");
    assertSource("order-cache; fwd=miss; stored", "miss", http.get("/api/statuses"));

    http.cacheIsDown = true;
    assertSource("order-cache; fwd=bypass", "bypass", http.get("/api/statuses"));
  }

  @Test
  void theStatusesAreAsOldAsTheOldestStaleCount() {
    http.get("/api/statuses");
    http.clock.advance(Duration.ofMinutes(90));
    http.databaseIsDown = true;
    HttpResponse<String> stale = http.get("/api/statuses");

    assertSource("order-cache; hit; detail=database-unavailable; ttl=-5400", "stale", stale);
    assertEquals("5400", header(stale, "Age"));
  }

  @Test
  void unchangedStatusesHaveItToo() {
    http.get("/api/statuses");
    String etag = header(http.get("/api/statuses"), "ETag");
    HttpResponse<String> unchanged = http.get("/api/statuses", "If-None-Match", etag);

    assertEquals(304, unchanged.statusCode());
    assertSource("order-cache; hit", "hit", unchanged);
  }

  @Test
  void thatThereIsNoSuchOrderIsCachedToo() {
    HttpResponse<String> miss = http.get("/api/orders/404");
    HttpResponse<String> hit = http.get("/api/orders/404");

    assertProblem(404, "unknown-order", miss);
    assertSource("order-cache; fwd=miss; stored", "miss", miss);
    assertProblem(404, "unknown-order", hit);
    assertSource("order-cache; hit", "hit", hit);
    assertEquals(http.clock.instant().toString(), header(hit, "Order-Cache-As-Of"));
    assertEquals("no-store", header(hit, "Cache-Control"));
  }

  @Test
  void theDurationIsInMillisecondsWithThreeDecimals() {
    Map<Long, String> expected =
        Map.of(
            0L, "0.000",
            499L, "0.000",
            500L, "0.001",
            12_345L, "0.012",
            999_499L, "0.999",
            999_500L, "1.000",
            61_002_030_000L, "61002.030");
    Answer<Integer> answer = new Answer<>(1, Source.HIT, new Generation("g"), Instant.EPOCH);
    expected.forEach(
        (nanos, millis) -> {
          ApiResponse reply =
              new CacheHeaders<>(answer, nanos).on(ApiResponse.empty(200), http.clock);
          assertEquals("read;desc=hit;dur=" + millis, reply.headers().get("Server-Timing"));
        });
  }

  @Test
  void theWorstIsTheLeastTrustedThenTheNotStoredThenTheOldest() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Generation stored = new Generation("g");
    List<Answer<Integer>> fromBestToWorst =
        List.of(
            new Answer<>(1, Source.HIT, stored, now),
            new Answer<>(2, Source.HIT, stored, now.minusSeconds(1)),
            new Answer<>(3, Source.MISS, stored, now),
            new Answer<>(4, Source.MISS, null, now),
            new Answer<>(5, Source.BYPASS, null, now),
            new Answer<>(6, Source.STALE, null, now),
            new Answer<>(7, Source.STALE, null, now.minusSeconds(1)));
    for (Answer<Integer> one : fromBestToWorst) {
      for (Answer<Integer> other : fromBestToWorst) {
        Answer<Integer> worse = one.value() > other.value() ? one : other;
        assertEquals(Optional.of(worse), CacheHeaders.worst(List.of(one, other)));
      }
    }
  }
}
