package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may contain, tested by status changes, which are the only requests with one. */
class RequestBodyTest {

  private static final String CHANGES = "/api/orders/1/status-changes";
  private static final int MAX_BYTES = 16_384;

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  /** Sends a body that is refused for its content, once all of it has been read. */
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
    HttpResponse<String> refusal = send(MAX_BYTES, chunked);

    assertProblem(400, "bad-request", refusal);
    assertNames("to", refusal);
  }

  @ParameterizedTest(name = "chunked: {0}")
  @ValueSource(booleans = {false, true})
  void aBodyOfOneByteMoreIsNot(boolean chunked) {
    HttpResponse<String> refusal = send(MAX_BYTES + 1, chunked);

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
  void aJsonBodyMayNameItsCharset() {
    HttpResponse<String> refusal =
        send(BodyPublishers.ofString("{}"), "Content-Type", "Application/JSON; charset=utf-8");

    assertProblem(400, "bad-request", refusal);
    assertNames("to", refusal);
  }

  /** Not UTF-8: an overlong slash, Latin-1, half a surrogate pair, five bytes, UTF-16. */
  static List<byte[]> notUtf8() {
    String json = "{\"to\":\"SHIPPED\"}";
    return List.of(
        new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'},
        "{\"to\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
        new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
        new byte[] {'"', (byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
        new byte[] {'{', (byte) 0xE2, (byte) 0x82},
        json.getBytes(StandardCharsets.UTF_16),
        json.getBytes(StandardCharsets.UTF_16LE),
        json.getBytes(StandardCharsets.UTF_16BE));
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void aBodyThatIsNotUtf8IsRefused(byte[] body) {
    HttpResponse<String> refusal =
        send(BodyPublishers.ofByteArray(body), "Content-Type", "application/json");

    assertProblem(400, "bad-request", refusal);
    assertNames("body", refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-16", "iso-8859-1", "nonsense", "utf-8; x=y", "\"utf-7\""})
  void aBodyOfAnotherCharsetIsRefused(String charset) {
    HttpResponse<String> refusal =
        send(BodyPublishers.ofString("{}"), "Content-Type", "application/json;charset=" + charset);

    assertProblem(415, "unsupported-media-type", refusal);
  }

  /** It is unknown which of two is meant, and a proxy in front may have used the other one. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Type", "Idempotency-Key", "If-Match"})
  void aHeaderThatHasOneValueIsRefusedTwice(String name) {
    HttpRequest.Builder request =
        http.request(CHANGES)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "a")
            .header("If-Match", "\"1\"");
    HttpResponse<String> refusal =
        http.send(
            request
                .header(name, "\"2\"")
                .POST(BodyPublishers.ofString("{\"to\":\"MANUFACTURING_STARTED\"}")));

    assertProblem(400, "bad-request", refusal);
    assertNames(name, refusal);
  }
}
