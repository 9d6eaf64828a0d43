package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be in a body, shown by changes of status, which are the only requests with one. */
class RequestBodyTest {

  private static final String CHANGES = "/api/orders/1/status-changes";
  private static final int MOST_BYTES = 16_384;

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  /** A body that is refused for what it says, once all of it has been read. */
  private HttpResponse<String> send(int bytes, boolean chunked) {
    String json = "{\"to\":\"NOPE\"}";
    byte[] body = (json + " ".repeat(bytes - json.length())).getBytes(StandardCharsets.UTF_8);
    return send(
        chunked
            ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : BodyPublishers.ofByteArray(body),
        "Content-Type",
        "application/json");
  }

  private HttpResponse<String> send(BodyPublisher body, String... headers) {
    return http.send(http.request(CHANGES, headers).POST(body));
  }

  @ParameterizedTest(name = "chunked: {0}")
  @ValueSource(booleans = {false, true})
  void aBodyOf16KbIsRead(boolean chunked) {
    HttpResponse<String> refusal = send(MOST_BYTES, chunked);

    assertProblem(400, "bad-request", refusal);
    assertNames("to", refusal);
  }

  @ParameterizedTest(name = "chunked: {0}")
  @ValueSource(booleans = {false, true})
  void aBodyOfOneByteMoreIsNot(boolean chunked) {
    HttpResponse<String> refusal = send(MOST_BYTES + 1, chunked);

    assertProblem(413, "payload-too-large", refusal);
    assertNames("body", refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/json-patch+json", "json"})
  void aBodyOfAnotherTypeIsRefused(String type) {
    HttpResponse<String> refusal = send(BodyPublishers.ofString("{}"), "Content-Type", type);

    assertProblem(415, "unsupported-media-type", refusal);
    assertNames("Content-Type", refusal);
  }

  @Test
  void aBodyOfNoTypeIsRefused() {
    HttpResponse<String> refusal = send(BodyPublishers.ofString("{}"), "Accept", "*/*");

    assertProblem(415, "unsupported-media-type", refusal);
    assertNames("Content-Type", refusal);
  }

  @Test
  void aJsonBodyMayTellItsCharset() {
    HttpResponse<String> refusal =
        send(BodyPublishers.ofString("{}"), "Content-Type", "Application/JSON; charset=utf-8");

    assertProblem(400, "bad-request", refusal);
    assertNames("to", refusal);
  }
}
