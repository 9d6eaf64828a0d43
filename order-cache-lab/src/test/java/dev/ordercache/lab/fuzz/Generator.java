package dev.ordercache.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Generates requests from the published contract: every operation with its parameters and headers,
 * most of them nearly correct, with odd values here and there, and corrupted heads. Values from the
 * app's answers, tags, cursors and ids, are sent back whole or corrupted. Safe for use by many
 * threads.
 */
final class Generator {

  private static final int MAX_LEARNT = 1_000;
  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW",
          "get");
  private static final List<String> HEADERS =
      List.of(
          "If-None-Match",
          "If-Match",
          "Idempotency-Key",
          "Prefer",
          "Last-Event-ID",
          "Accept",
          "Origin",
          "Sec-Fetch-Site",
          "Sec-Fetch-Mode",
          "Content-Type",
          "Authorization",
          "Cookie",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "Forwarded",
          "Range",
          "Expect",
          "Upgrade",
          "Transfer-Encoding",
          "Content-Encoding",
          "Accept-Encoding",
          "TE",
          "Connection");

  /**
   * A request.
   *
   * @param text in ISO 8859-1
   * @param head whether its answer has no body
   * @param cut whether the server may wait for more of it, which does not arrive
   */
  record Made(String text, boolean head, boolean cut) {

    /** Whether the connection ends with it: in HTTP/1.0 the client has to ask for more. */
    boolean isLast() {
      return cut || !text.contains(" HTTP/1.1\r\n");
    }

    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private record Operation(String method, String path, List<String> query) {}

  private final List<Operation> operations = new ArrayList<>();
  private final List<String> authorizations;
  private final String host;
  private final Deque<String> tags = new ConcurrentLinkedDeque<>();
  private final Deque<String> ids = new ConcurrentLinkedDeque<>();

  /**
   * For an app.
   *
   * @param contract its openapi.yaml
   * @param authorizations valid headers, empty without users
   */
  Generator(String host, String contract, List<String> authorizations) {
    this.host = host;
    this.authorizations = authorizations;
    JsonNode api = new YAMLMapper().readTree(contract);
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : method.getValue().path("parameters")) {
          if (parameter.path("in").asString("").equals("query")) {
            query.add(parameter.get("name").stringValue());
          }
        }
        operations.add(
            new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), query));
      }
    }
  }

  /** Keeps a tag that the app has sent. */
  void learnTag(String tag) {
    learn(tags, tag);
  }

  /** Keeps an id or a cursor that the app has sent. */
  void learnId(String id) {
    learn(ids, id);
  }

  private static void learn(Deque<String> learnt, String value) {
    learnt.addFirst(value);
    if (learnt.size() > MAX_LEARNT) {
      learnt.pollLast();
    }
  }

  Made next(SplittableRandom random) {
    Operation operation = Odd.pick(random, operations);
    String method = rarely(random) ? Odd.pick(random, METHODS) : operation.method;
    String body = method.equals("POST") || random.nextInt(50) == 0 ? Odd.body(random) : "";
    StringBuilder head = new StringBuilder(300);
    head.append(method).append(' ').append(target(random, operation)).append(' ');
    head.append(
        rarely(random) ? Odd.pick(random, List.of("HTTP/1.0", "HTTP/2.0", "HTTP/9")) : "HTTP/1.1");
    head.append("\r\n");
    boolean oddLength = headers(random, head, body);
    boolean spoilt = random.nextInt(40) == 0;
    String text = spoilt ? Odd.spoilt(random, head.toString()) : head.toString();
    boolean cut = spoilt || oddLength || text.contains("Transfer-Encoding");
    return new Made(text + "\r\n" + body, method.equals("HEAD"), cut);
  }

  private String target(SplittableRandom random, Operation operation) {
    StringBuilder target = new StringBuilder();
    for (String part : operation.path.substring(1).split("/", -1)) {
      target.append('/').append(part.startsWith("{") ? value(random, part) : part);
    }
    char separator = '?';
    for (String name : operation.query) {
      if (random.nextInt(3) > 0) {
        target.append(separator).append(name).append('=').append(value(random, name));
        separator = '&';
      }
    }
    if (rarely(random)) {
      target.append(separator).append(Odd.text(random)).append('=').append(Odd.text(random));
    }
    return rarely(random) ? Odd.spoilt(random, target.toString()) : target.toString();
  }

  private String value(SplittableRandom random, String name) {
    return switch (random.nextInt(6)) {
      case 0 -> Odd.text(random);
      case 1, 2 -> known(random, ids);
      default ->
          name.contains("status")
              ? "MANUFACTURING_APPROVED"
              : name.equals("sort") ? "due" : Integer.toString(1 + random.nextInt(200));
    };
  }

  private static String known(SplittableRandom random, Deque<String> learnt) {
    String value = learnt.pollFirst();
    if (value == null) {
      return "1";
    }
    learnt.addLast(value);
    return random.nextInt(4) > 0 ? value : Odd.spoilt(random, value);
  }

  /** Returns whether the length in the head is not that of the body. */
  private boolean headers(SplittableRandom random, StringBuilder head, String body) {
    boolean oddLength = !body.isEmpty() && rarely(random);
    if (!rarely(random)) {
      line(head, "Host", rarely(random) ? Odd.text(random) : host);
    }
    if (!authorizations.isEmpty() && random.nextInt(4) > 0) {
      line(head, "Authorization", Odd.pick(random, authorizations));
    } else if (random.nextInt(4) == 0) {
      line(head, "Authorization", Odd.credentials(random));
    }
    if (!body.isEmpty()) {
      line(head, "Content-Length", oddLength ? Odd.text(random) : "" + body.length());
      line(head, "Content-Type", rarely(random) ? Odd.text(random) : "application/json");
      line(
          head, "Idempotency-Key", rarely(random) ? Odd.text(random) : "k" + random.nextInt(5_000));
      line(
          head,
          "If-Match",
          random.nextBoolean() ? known(random, tags) : "\"" + random.nextInt(9) + "\"");
    }
    for (int more = random.nextInt(4); more > 0; more--) {
      String name = rarely(random) ? Odd.text(random) : Odd.pick(random, HEADERS);
      line(head, name, random.nextInt(3) == 0 ? known(random, tags) : Odd.text(random));
    }
    return oddLength;
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static boolean rarely(SplittableRandom random) {
    return random.nextInt(20) == 0;
  }
}
