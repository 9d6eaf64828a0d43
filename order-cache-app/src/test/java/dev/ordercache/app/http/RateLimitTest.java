package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

  @ParameterizedTest
  @CsvSource({"GET, /health/live", "DELETE, /api/cache", "PUT, /api/nothing"})
  void whoAsksTooMuchIsToldToComeBackLater(String method, String path) {
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
}
