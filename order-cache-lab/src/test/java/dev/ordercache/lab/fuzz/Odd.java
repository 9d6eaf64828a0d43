package dev.ordercache.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Values that may be misinterpreted, as text in ISO 8859-1, so that any byte can be sent. */
final class Odd {

  private static final List<String> TEXTS =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "7",
          "007",
          "200",
          "201",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "1e9",
          "1.5",
          "NaN",
          "0x10",
          "null",
          "true",
          "none",
          "*",
          "due",
          "created",
          "MANUFACTURING_APPROVED",
          "MANUFACTURING_STARTED",
          "MANUFACTURING_COMPLETED",
          "manufacturing_approved",
          "PACKAGING",
          "1,2,3",
          "1,,2",
          ",",
          "%00",
          "%0a",
          "%0d%0aX:%20y",
          "%ff",
          "%c0%af",
          "%ed%a0%80",
          "%c3%a9",
          "%f0%9f%98%80",
          "%",
          "%z",
          "%zz",
          "%25",
          "%2e%2e",
          "..",
          "../..",
          "%2f",
          "a/b",
          ";a=b",
          "+",
          "%20",
          "'; DROP TABLE orders;--",
          "\"",
          "<script>",
          "${jndi:ldap://x}",
          "{0}",
          "%s",
          "\\",
          "\u0000",
          "\u0001",
          "\t",
          "\u007f",
          "\u0080",
          "\u009b",
          "\u00ff",
          "\u00c3\u00a9",
          "a".repeat(101),
          "a".repeat(201),
          "a".repeat(3_000),
          "a".repeat(9_000),
          "1".repeat(400));

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "7",
          "\"x\"",
          "{",
          "}",
          "{\"to\":",
          "{\"to\":null}",
          "{\"to\":7}",
          "{\"to\":[]}",
          "{\"to\":{}}",
          "{\"to\":\"\"}",
          "{\"to\":\"NOPE\"}",
          "[".repeat(2_000),
          "{\"a\":".repeat(1_500),
          "{\"to\":1e999999999}",
          "{\"to\":" + "9".repeat(2_000) + "}",
          "{\"to\":\"SHIPPED\",\"to\":\"SHIPPED\"}",
          "{\"to\":\"\\ud800\"}",
          "{\"to\":\"\\u0000\"}",
          "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"\\ud83d\"}",
          "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"\\u0000\"}",
          "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"\\u202e\"}",
          "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"\u00c0\u00af\"}",
          "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"ada\",\"x\":1}",
          "\u00ef\u00bb\u00bf{}",
          "\u00ff\u00fe{\u0000}\u0000",
          "\u0000{\u0000}",
          "{\"to\":\"" + "x".repeat(16_000) + "\"}",
          " ".repeat(17_000),
          "\u00ff".repeat(50));

  private Odd() {}

  static String text(SplittableRandom random) {
    return pick(random, TEXTS);
  }

  static String body(SplittableRandom random) {
    String body =
        random.nextInt(3) == 0
            ? "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"ada\"}"
            : pick(random, BODIES);
    return random.nextInt(4) == 0 ? spoilt(random, body) : body;
  }

  static String credentials(SplittableRandom random) {
    String odd = text(random);
    return switch (random.nextInt(8)) {
      case 0 -> "Basic !!!";
      case 1 -> "Basic " + odd;
      case 2 -> "Bearer " + odd;
      case 3 -> odd;
      case 4 -> "basic " + base64(odd);
      case 5 -> "Basic " + base64(odd + ":" + text(random));
      case 6 -> "Basic " + spoilt(random, base64("ada:secret"));
      default -> "Basic " + base64("ada:" + odd);
    };
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Some bytes changed, left out or doubled; no other byte becomes a line break. */
  static String spoilt(SplittableRandom random, String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(3); changes > 0 && !spoilt.isEmpty(); changes--) {
      int at = random.nextInt(spoilt.length());
      char other = (char) random.nextInt(256);
      switch (random.nextInt(3)) {
        case 0 -> spoilt.setCharAt(at, other == '\n' || other == '\r' ? '?' : other);
        case 1 -> spoilt.deleteCharAt(at);
        default -> spoilt.insert(at, spoilt.charAt(at));
      }
    }
    return spoilt.toString();
  }

  static <T> T pick(SplittableRandom random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
