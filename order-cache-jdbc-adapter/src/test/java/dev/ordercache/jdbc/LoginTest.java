package dev.ordercache.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.tck.TestCertificate;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that requires a password and accepts it over TLS only. */
class LoginTest {

  private static final String PASSWORD =
      IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private static final String USER = "me\"s '\\%&?=;:@/#";

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private static OwnServer server;

  @BeforeAll
  static void start() throws IOException {
    certificate = TestCertificate.create(folder);
    Path rules =
        Files.writeString(
            folder.resolve("pg_hba.conf"),
            "host all postgres all trust\nhostssl all all all scram-sha-256\n");
    server =
        new OwnServer(
            folder,
            Map.of(
                "hba_file", rules.toString(),
                "ssl", "on",
                "ssl_cert_file", certificate.certificate().toString(),
                "ssl_key_file", certificate.key().toString(),
                "password_encryption", "scram-sha-256"));
    Jdbi admin = TestDatabase.jdbiWithLongTimeouts(server.settings());
    admin.useTransaction(Migrations::run);
    admin.useHandle(
        handle -> {
          String user = '"' + USER.replace("\"", "\"\"") + '"';
          handle.execute(
              "CREATE ROLE " + user + " LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'");
          for (String grant : GrantsTest.grants()) {
            handle.execute(grant.replace("TO mes", "TO " + user));
          }
        });
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static JdbcSettings settings(
      String parameters, @Nullable String user, @Nullable String password) {
    return TestDatabase.withLongTimeouts(
        JdbcSettings.of(server.settings().url() + "?" + parameters, user, password));
  }

  private static String verified() {
    return "sslmode=verify-full&sslrootcert=" + certificate.certificate();
  }

  private static void assertWorks(JdbcSettings settings) {
    try (HikariDataSource pool = PostgresDataSources.pooled(settings);
        JdbiChangeLog log =
            new JdbiChangeLog(
                PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings);
        Leadership leader = log.lead().orElseThrow()) {
      assertEquals(
          0,
          new JdbiOrderQuery(pool, CachePlan.defaults(), settings)
              .count(new OrderStatus("SHIPPED"))
              .value());
      assertTrue(leader.poll(1).complete());
    }
  }

  @Test
  void userAndPasswordMayHaveAnyCharacter() {
    assertWorks(settings(verified(), USER, PASSWORD));
  }

  @Test
  void theyMayBeInTheUrlPercentEncoded() {
    String login =
        "&user=%s&password=%s"
            .formatted(URLEncoder.encode(USER, UTF_8), URLEncoder.encode(PASSWORD, UTF_8));
    assertWorks(settings(verified() + login, null, null));
  }

  private static String failure(JdbcSettings settings) {
    JdbcSettings shortTimeout = settings.withTimeouts(Duration.ofSeconds(4), Duration.ofMinutes(1));
    try (HikariDataSource pool = PostgresDataSources.pooled(shortTimeout)) {
      JdbiOrderQuery orders = new JdbiOrderQuery(pool, CachePlan.defaults(), shortTimeout);
      return String.valueOf(
          assertThrows(OrderQueryException.class, () -> orders.count(new OrderStatus("SHIPPED")))
              .getMessage());
    }
  }

  @Test
  void aWrongPasswordIsReported() {
    String message = failure(settings(verified(), USER, PASSWORD + "x"));
    assertTrue(message.contains("password authentication failed"), message);
  }

  @Test
  void aServerWithoutATrustedCertificateIsRefused() {
    String message = failure(settings("sslmode=verify-full", USER, PASSWORD));
    assertTrue(message.contains("root"), message);
  }

  @Test
  void withoutTlsLoginIsRefused() {
    String message = failure(settings("sslmode=disable", USER, PASSWORD));
    assertTrue(message.contains("no pg_hba.conf entry"), message);
  }
}
