package dev.ordercache.app.http;

import dev.ordercache.app.users.Caller;
import dev.ordercache.app.users.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request, whose input is checked when it is read: malformed input ends it with a problem. */
final class ApiRequest {

  private static final Pattern JSON =
      Pattern.compile(
          "\\s*application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?;?\\s*",
          Pattern.CASE_INSENSITIVE);

  private final Request request;
  private final Map<String, String> pathParameters;
  private final @Nullable Role role;
  private final @Nullable Caller caller;
  private final Executor executor;

  /**
   * Not authorized yet.
   *
   * @param role the minimum role, or null for an open path
   * @param executor runs the rest of the request when its body has arrived
   */
  ApiRequest(
      Request request, Map<String, String> pathParameters, @Nullable Role role, Executor executor) {
    this.request = request;
    this.pathParameters = pathParameters;
    this.role = role;
    this.caller = Authentication.caller(request);
    this.executor = executor;
  }

  /** Parses a value; its IllegalArgumentException says what is allowed. */
  interface Parser<T> {
    T parse(String text);
  }

  <T> T path(String name, Parser<T> parser) {
    return parse(name, pathParameters.getOrDefault(name, ""), parser);
  }

  boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  /** The name of the user, or empty without authentication. */
  Optional<String> user() {
    return Optional.ofNullable(caller).flatMap(Caller::name);
  }

  /** Whether the caller has at least a role, according to the current users. */
  boolean has(Role role) {
    return caller != null && caller.has(role);
  }

  /** Whether the caller may make this request, according to the current users. */
  boolean isAuthorized() {
    return role == null || has(role);
  }

  /**
   * Refuses callers who may not make this request, according to the current users. To be repeated
   * after any step that may take long.
   */
  void authorize() {
    if (isAuthorized()) {
      return;
    }
    throw has(Role.VIEWER)
        ? Problem.of(403, "forbidden", "this needs the role " + role)
            .with("role", String.valueOf(role))
            .exception()
        : Problem.of(401, "unauthorized", "this needs a user").exception();
  }

  /** The query's parameters; each may be given once, and only those that are known. */
  Parameters query(Set<String> known) {
    return query(known, Set.of());
  }

  /** The query's parameters, some of which may be given several times. */
  Parameters query(Set<String> known, Set<String> repeatable) {
    Fields fields;
    try {
      fields = Request.extractQueryParameters(request);
    } catch (RuntimeException e) { // of a different type for each kind of bad encoding
      throw Problem.badField("query", "is not encoded well").exception();
    }
    for (Fields.Field field : fields) {
      if (!known.contains(field.getName())) {
        throw Problem.badField(
                field.getName(), "is not a parameter of this request; known are " + known)
            .exception();
      }
      if (field.hasMultipleValues() && !repeatable.contains(field.getName())) {
        throw Problem.badField(field.getName(), "is given more than once").exception();
      }
    }
    return new Parameters(fields);
  }

  Optional<String> header(HttpHeader header) {
    return header(header.asString());
  }

  /** A header that may be present once: of several, the intended one is not known. */
  Optional<String> header(String name) {
    List<String> lines = headers(name);
    if (lines.size() > 1) {
      throw Problem.badField(name, "is given more than once").exception();
    }
    return lines.stream().findFirst();
  }

  /** The lines of a header. */
  List<String> headers(HttpHeader header) {
    return request.getHeaders().getValuesList(header);
  }

  /** The lines of a header. */
  List<String> headers(String name) {
    return request.getHeaders().getFields(name).stream().map(HttpField::getValue).toList();
  }

  /**
   * The JSON object in the body, with no fields but the known ones, once it has arrived. Stages
   * that depend on it run on the executor of the request.
   *
   * @throws Problem.RequestException if the content type is not JSON
   */
  CompletionStage<JsonNode> body(Set<String> knownFields) {
    String type = header(HttpHeader.CONTENT_TYPE).orElse("");
    if (!JSON.matcher(type).matches()) {
      throw Problem.of(
              415,
              "unsupported-media-type",
              "Content-Type: must be application/json, in UTF-8 if it has a charset")
          .with("field", "Content-Type")
          .exception();
    }
    return RequestBody.object(request, knownFields).thenApplyAsync(json -> json, executor);
  }

  static <T> T parse(String field, String text, Parser<T> parser) {
    return check(field, () -> parser.parse(text));
  }

  /** Creates the value of a field; the supplier's IllegalArgumentException says what is allowed. */
  static <T> T check(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Problem.badField(field, String.valueOf(e.getMessage())).exception();
    }
  }

  /** Query parameters by name. */
  record Parameters(Fields fields) {

    <T> Optional<T> optional(String name, Parser<T> parser) {
      return Optional.ofNullable(fields.getValue(name)).map(text -> parse(name, text, parser));
    }

    /** All values of a parameter that may be repeated. */
    List<String> all(String name) {
      return fields.getValuesOrEmpty(name);
    }

    <T> T required(String name, Parser<T> parser) {
      return optional(name, parser)
          .orElseThrow(() -> Problem.badField(name, "is missing").exception());
    }
  }
}
