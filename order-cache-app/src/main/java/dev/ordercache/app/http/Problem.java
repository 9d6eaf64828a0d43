package dev.ordercache.app.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong with a request, in the format of RFC 9457.
 *
 * @param status the HTTP status
 * @param code names the kind of problem for programs; the last part of its {@code type}
 * @param detail says what was wrong this time, and with which field
 * @param extensions further members
 */
record Problem(int status, String code, String detail, Map<String, Object> extensions) {

  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, Map.of());
  }

  /** A field, parameter or header that is missing or malformed. */
  static Problem badField(String field, String detail) {
    return of(400, "bad-request", field + ": " + detail).with("field", field);
  }

  Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(extensions);
    more.put(name, value);
    return new Problem(status, code, detail, more);
  }

  RequestException exception() {
    return new RequestException(this);
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "urn:order-cache:problem:" + code);
    members.put("title", code.replace('-', ' '));
    members.put("status", status);
    members.put("detail", detail);
    members.putAll(extensions);
    return members;
  }

  /** Ends the handling of a request with a problem. */
  static final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    RequestException(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
