package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The answer to one request, sent once. Not safe for use by many threads at a time. */
final class ApiResponse {

  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
  private static final HttpField PROBLEM =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
  private static final HttpField NO_STORE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final int status;
  private final HttpFields.Mutable headers = HttpFields.build();
  private final Body body;
  private final boolean stream;

  /** What comes after the headers. */
  @FunctionalInterface
  interface Body {
    void send(Response response, Callback callback);
  }

  private ApiResponse(int status, Body body, boolean stream) {
    this.status = status;
    this.body = body;
    this.stream = stream;
  }

  /** A reply of 204 or 304. A 204 must not have a Content-Length (RFC 9110, 8.6). */
  static ApiResponse empty(int status) {
    return unmeasured(status, NOTHING);
  }

  /** A reply that may continue for long after the headers were sent. */
  static ApiResponse stream(String mediaType, Body body) {
    return new ApiResponse(200, body, true).add(HttpHeader.CONTENT_TYPE, mediaType);
  }

  static ApiResponse json(int status, Object value) {
    return json(status, ByteBuffer.wrap(Json.write(value)));
  }

  static ApiResponse json(int status, ByteBuffer value) {
    return whole(status, value).add(JSON);
  }

  static ApiResponse text(String mediaType, String text) {
    return whole(200, StandardCharsets.UTF_8.encode(text)).add(HttpHeader.CONTENT_TYPE, mediaType);
  }

  static ApiResponse problem(Problem problem) {
    ByteBuffer members = ByteBuffer.wrap(Json.write(problem.members()));
    return whole(problem.status(), members).add(PROBLEM).add(NO_STORE);
  }

  /** One write, so that small answers need one packet. The bytes are not copied. */
  private static ApiResponse whole(int status, ByteBuffer body) {
    return unmeasured(status, body)
        .add(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, body.remaining()));
  }

  private static ApiResponse unmeasured(int status, ByteBuffer body) {
    return new ApiResponse(
        status,
        (response, callback) -> WriteDeadline.write(response, body.duplicate(), callback),
        false);
  }

  int status() {
    return status;
  }

  HttpFields headers() {
    return headers;
  }

  /** Whether it may continue for long after the headers were sent. */
  boolean isStream() {
    return stream;
  }

  /** Adds a header that it does not have yet, and returns this reply. */
  ApiResponse add(HttpField header) {
    headers.add(header);
    return this;
  }

  /** Adds headers that it does not have yet, and returns this reply. */
  ApiResponse add(HttpFields more) {
    headers.add(more);
    return this;
  }

  ApiResponse add(HttpHeader header, String value) {
    return add(new HttpField(header, value));
  }

  ApiResponse add(String header, String value) {
    return add(new HttpField(header, value));
  }

  /**
   * Sends it with a response that has none of its headers yet. Announces the end of the connection
   * if a part of the request's body has not arrived.
   */
  void send(Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().add(headers);
    if (!response.getRequest().consumeAvailable()) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    }
    body.send(response, callback);
  }
}
