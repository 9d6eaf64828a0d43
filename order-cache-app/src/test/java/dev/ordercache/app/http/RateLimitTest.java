package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.EVENTS;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

  private static final int EVENTS_SENT = 50;

  @ParameterizedTest
  @CsvSource({"GET, /api/statuses", "DELETE, /api/cache", "PUT, /api/nothing"})
  void tooManyRequestsHaveARetryAfter(String method, String path) {
    try (HttpFixture http = new HttpFixture(5, null)) {
      HttpResponse<String> answer;
      int asked = 0;
      do {
        answer = http.send(http.request(path).method(method, BodyPublishers.noBody()));
      } while (answer.statusCode() != 429 && ++asked < 200);

      assertProblem(429, "too-many-requests", answer);
      assertEquals("1", header(answer, "Retry-After"));
    }
  }

  @Test
  void probesAreAlwaysAnswered() {
    try (HttpFixture http = new HttpFixture(1, null)) {
      for (int asked = 0; asked < 50; asked++) {
        assertEquals(200, http.get("/health/live").statusCode());
      }
    }
  }

  @Test
  void aStreamOfEventsCountsOnceHoweverManyEventsItHas() throws IOException {
    try (EventFixture events = new EventFixture(new HttpFixture(5, null))) {
      Listener listener = events.listen(EVENTS);
      events.begin(listener);
      String refused = null;
      for (int asked = 0; asked < 200 && refused == null; asked++) {
        HttpResponse<InputStream> answer = events.http.begin(events.http.request(EVENTS));
        try (InputStream body = answer.body()) {
          if (answer.statusCode() == 429) {
            assertEquals("1", header(answer, "Retry-After"));
            refused = new String(body.readAllBytes(), StandardCharsets.UTF_8);
          }
        }
      }
      assertTrue(String.valueOf(refused).contains("problem:too-many-requests"), refused);

      events.awaitClients(1);
      for (int id = 1; id <= EVENTS_SENT; id++) {
        events.publishAndWait(new Event.OrderChanged(new OrderId(id)));
      }
      events.begin(listener);
      assertEquals(EVENTS_SENT + 2, listener.received.size(), "those, and two resets");
      assertFalse(listener.hasEnded());
    }
  }
}
