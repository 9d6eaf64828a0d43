package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The answer to a request.
 *
 * @param status the HTTP status
 * @param headers by name
 * @param body sends the content after the headers
 */
record ApiResponse(int status, Map<String, String> headers, Body body) {

  /** What comes after the headers. */
  @FunctionalInterface
  interface Body {
    void send(Response response, Callback callback);
  }

  static ApiResponse empty(int status) {
    return new ApiResponse(status, Map.of(), whole(ByteBuffer.allocate(0)));
  }

  /** A reply that may continue for long after the headers were sent. */
  static ApiResponse stream(String mediaType, Body body) {
    return new ApiResponse(
        200, Map.of(HttpHeader.CONTENT_TYPE.asString(), mediaType), new Stream(body));
  }

  private record Stream(Body body) implements Body {

    @Override
    public void send(Response response, Callback callback) {
      body.send(response, callback);
    }
  }

  /** Whether it may continue for long after the headers were sent. */
  boolean isStream() {
    return body instanceof Stream;
  }

  static ApiResponse json(int status, Object value) {
    return json(status, ByteBuffer.wrap(Json.write(value)));
  }

  static ApiResponse json(int status, ByteBuffer value) {
    return body(status, "application/json", value);
  }

  static ApiResponse text(String mediaType, String text) {
    return body(200, mediaType, StandardCharsets.UTF_8.encode(text));
  }

  static ApiResponse problem(Problem problem) {
    ByteBuffer members = ByteBuffer.wrap(Json.write(problem.members()));
    ApiResponse reply = body(problem.status(), Problem.MEDIA_TYPE, members);
    return reply.with(HttpHeader.CACHE_CONTROL.asString(), "no-store");
  }

  private static ApiResponse body(int status, String mediaType, ByteBuffer body) {
    return new ApiResponse(
        status, Map.of(HttpHeader.CONTENT_TYPE.asString(), mediaType), whole(body));
  }

  /** One write, so that small answers need one packet. The bytes are not copied. */
  private static Body whole(ByteBuffer body) {
    return (response, callback) -> {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      WriteDeadline.write(response, body.duplicate(), callback);
    };
  }

  ApiResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ApiResponse(status, more, body);
  }

  /** Announces the end of the connection if a part of the request's body has not arrived. */
  void send(Response response, Callback callback) {
    response.setStatus(status);
    headers.forEach(response.getHeaders()::put);
    if (!response.getRequest().consumeAvailable()) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    }
    body.send(response, callback);
  }
}
