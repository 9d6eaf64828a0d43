package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More requests for changes than the server has threads, while the database accepts none. */
class ManyChangesTest {

  private static final int REQUESTS = 300;
  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED";

  private final HttpFixture http = new HttpFixture();
  private final CountDownLatch accepting = new CountDownLatch(1);

  @AfterEach
  void stop() {
    accepting.countDown();
    http.close();
  }

  private void awaitAccepting() {
    try {
      accepting.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertOverload(HttpResponse<String> answer) {
    assertProblem(503, "overload", answer);
    assertEquals("1", header(answer, "Retry-After"));
  }

  @Test
  void leaveThreadsToAllOthers() throws IOException {
    http.database.put(order(1).build());
    assertEquals(200, http.get(LIST).statusCode());
    http.beforeAcceptance = this::awaitAccepting;
    ChangeRequest change = new ChangeRequest(http).without("Prefer");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(change.sendLater());
    }
    int refused = REQUESTS - HttpFixture.CHANGES_AT_ONCE;
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count() == refused);
    answers.stream().filter(CompletableFuture::isDone).forEach(done -> assertOverload(done.join()));

    assertEquals("order-cache; hit", header(http.get(LIST), "Cache-Status"));
    assertEquals(200, http.get("/health/live").statusCode());
    HttpResponse<InputStream> stream = http.begin(http.request("/api/events"));
    assertEquals(200, stream.statusCode());
    stream.body().close();
    String one = "/api/status-changes/1";
    assertOverload(http.get(one));
    assertOverload(http.delete(one));
    assertOverload(http.post(one + "/undo", "", "Idempotency-Key", "u"));

    accepting.countDown();
    answers.removeIf(CompletableFuture::isDone);
    answers.forEach(answer -> assertEquals(2, answer.join().statusCode() / 100));
    assertEquals(2, change.send().statusCode() / 100, "all places are free again");
  }
}
