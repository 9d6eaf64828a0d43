package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.HttpSettings;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StopTest {

  @Test
  void itIsNotReadyForAWhileButAnswersAndThenStops() throws Exception {
    Duration delay = Duration.ofSeconds(2);
    HttpFixture http = new HttpFixture(HttpSettings.defaults().withStopDelay(delay));
    http.preload.skip();
    HttpRequest.Builder request = http.request("/health/ready");
    assertEquals(200, http.send(request).statusCode());
    long began = System.nanoTime();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(http::close);
    Awaitility.await().until(() -> http.get("/health/ready").statusCode() == 503);

    assertEquals(200, http.get("/health/live").statusCode());
    assertEquals(200, http.get("/api/orders?status=MANUFACTURING_APPROVED").statusCode());
    stop.get(20, TimeUnit.SECONDS);
    assertTrue(System.nanoTime() - began >= delay.toNanos());
    assertThrows(IllegalStateException.class, () -> http.send(request));
  }
}
