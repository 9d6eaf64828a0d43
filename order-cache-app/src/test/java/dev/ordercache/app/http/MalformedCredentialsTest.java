package dev.ordercache.app.http;

import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.FailedLogins.Reason;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed credentials of any kind are the client's error, and nothing fails. */
class MalformedCredentialsTest {

  @TempDir Path folder;
  private HttpFixture http;
  private final List<LogRecord> failures = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          if (message.getThrown() != null) {
            failures.add(message);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void start() {
    http = new HttpFixture(0, TestUsers.write(folder, line("ada", Role.ADMIN)));
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(handler);
    http.close();
  }

  private static String basic(byte[] pair) {
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String basic(String pair) {
    return basic(pair.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<String> malformed() {
    return Stream.of(
        "Authorization: Basic !!!",
        "Authorization: Basic",
        "Authorization:",
        "Authorization: Basic \u00e9\u00e9\u00e9",
        "Authorization: Basic a\u0001b",
        "Authorization: Basic " + "A".repeat(7_000),
        "Authorization: Basic " + "!".repeat(7_000),
        "Authorization: Bearer x",
        "Authorization: Digest username=\"ada\", realm=\"\"",
        basic("ada"),
        basic(":" + PASSWORD),
        basic("a\u0000da:" + PASSWORD),
        basic("ada:" + PASSWORD + "\r\n"),
        basic(new byte[] {'a', ':', (byte) 0xff}),
        basic(new byte[] {(byte) 0xc0, (byte) 0xaf, ':'}),
        basic("ada:" + "x".repeat(5_000)),
        basic("a".repeat(5_000) + ":" + PASSWORD),
        basic("ada:" + PASSWORD) + "\r\n" + basic("ada:" + PASSWORD),
        "Authorization: Basic !!!\r\n" + basic("ada:" + PASSWORD));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void areRefusedWithoutAFailure(String header) {
    String answer =
        http.raw(
            "DELETE /api/cache HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + header
                + "\r\n\r\n");

    assertTrue(answer.matches("(?s)HTTP/1.1 40[01] .*"), answer);
    assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
    assertEquals(List.of(), failures);
  }

  @Test
  void areCountedButDoNotSlowAnybody() {
    for (int i = 0; i < 100; i++) {
      assertEquals(401, http.get("/api/statuses", "Authorization", "Bearer x").statusCode());
    }
    assertEquals(100, Objects.requireNonNull(http.logins).failures().count(Reason.MALFORMED));
    String[] ada = EventFixture.as("ada", PASSWORD);
    assertEquals(200, http.get("/api/statuses", ada).statusCode());
  }
}
