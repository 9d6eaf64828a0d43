package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param headers by name
 * @param body empty for none; not copied, not to be changed
 */
record Reply(int status, Map<String, String> headers, ByteBuffer body) {

  static Reply empty(int status) {
    return new Reply(status, Map.of(), ByteBuffer.allocate(0));
  }

  static Reply json(int status, Object value) {
    return json(status, ByteBuffer.wrap(Json.write(value)));
  }

  static Reply json(int status, ByteBuffer value) {
    return body(status, "application/json", value);
  }

  static Reply text(String mediaType, String text) {
    return body(200, mediaType, StandardCharsets.UTF_8.encode(text));
  }

  static Reply problem(Problem problem) {
    ByteBuffer members = ByteBuffer.wrap(Json.write(problem.members()));
    Reply reply = body(problem.status(), Problem.MEDIA_TYPE, members);
    return reply.with(HttpHeader.CACHE_CONTROL.asString(), "no-store");
  }

  private static Reply body(int status, String mediaType, ByteBuffer body) {
    return new Reply(status, Map.of(HttpHeader.CONTENT_TYPE.asString(), mediaType), body);
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body);
  }

  /** Sends it in one write, so that small answers need one packet. */
  void send(Response response, Callback callback) {
    response.setStatus(status);
    headers.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body.duplicate(), callback);
  }
}
