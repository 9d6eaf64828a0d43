package dev.ordercache.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.AppDatabase;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.servers.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose passwords have all printable ASCII characters, configured in every way. */
class PasswordsTest extends SettingsFixture {

  private static final String PASSWORD =
      IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private static AppDatabase database;
  private static RedisNode redis;

  @BeforeAll
  static void start() {
    database = AppDatabase.create();
    database.sql("CREATE ROLE operator LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'");
    redis = new RedisNode();
    redis.send("CONFIG", "SET", "requirepass", PASSWORD);
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.sql("DROP ROLE operator");
  }

  @BeforeEach
  void nameNoOtherServers() {
    variables.clear();
  }

  /** The source of the settings. */
  enum Place {
    VARIABLES {
      @Override
      void set(PasswordsTest test, String name, String value) {
        test.variables.put("ORDER_CACHE_" + name, value);
      }
    },
    PROPERTIES {
      @Override
      void set(PasswordsTest test, String name, String value) {
        test.properties.put(property(name), value);
      }
    },
    FILE {
      @Override
      void set(PasswordsTest test, String name, String value) {
        String line = property(name) + "=" + value.replace("\\", "\\\\").replaceAll("^ ", "\\\\ ");
        test.append(line + "\n");
      }
    };

    abstract void set(PasswordsTest test, String name, String value);

    private static String property(String name) {
      return "order-cache." + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private void append(String line) {
    try {
      Files.writeString(
          folder.resolve("order-cache.properties"),
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Encodes only what the README names. */
  private static String sparinglyEncoded(String text) {
    return text.codePoints()
        .mapToObj(Character::toString)
        .map(c -> "%/?# ".contains(c) ? encoded(c) : c)
        .collect(Collectors.joining());
  }

  private void connectToPostgres() throws SQLException {
    JdbcSettings settings =
        Objects.requireNonNull(readForDemo().jdbc())
            .withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (Connection connection = PostgresDataSources.unpooled(settings).getConnection()) {
      assertTrue(connection.isValid(60));
    }
  }

  private void connectToRedis() {
    String uri = Objects.requireNonNull(readForDemo().redisUri());
    Duration timeout = Duration.ofSeconds(20);
    CachePlan plan = CachePlan.defaults();
    RedisSettings settings = RedisSettings.defaults().withTimeouts(timeout, timeout);
    try (RedisConnections connections = RedisConnections.open(uri, plan, settings)) {
      assertTrue(new RedisRelayTarget(connections, plan, settings).time().millis() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofPostgresIsASetting(Place place) {
    place.set(this, "JDBC_URL", database.settings().url());
    place.set(this, "JDBC_USER", "operator");
    place.set(this, "JDBC_PASSWORD", PASSWORD);
    assertDoesNotThrow(this::connectToPostgres);
  }

  @ParameterizedTest
  @EnumSource
  void ofPostgresIsPartOfTheUrl(Place place) {
    String login = "?user=operator&password=" + encoded(PASSWORD);
    place.set(this, "JDBC_URL", database.settings().url() + login);
    assertDoesNotThrow(this::connectToPostgres);
  }

  @ParameterizedTest
  @EnumSource
  void ofRedisIsPartOfTheUri(Place place) {
    place.set(this, "REDIS_URI", redis.uri().replace("://", "://:" + encoded(PASSWORD) + "@"));
    assertDoesNotThrow(this::connectToRedis);
  }

  @ParameterizedTest
  @EnumSource
  void ofRedisIsEncodedWhereItMustBe(Place place) {
    String login = ":" + sparinglyEncoded(PASSWORD);
    place.set(this, "REDIS_URI", redis.uri().replace("://", "://" + login + "@"));
    assertDoesNotThrow(this::connectToRedis);
  }

  /** Shows that the servers do not accept every password. */
  @ParameterizedTest
  @EnumSource
  void anotherPasswordIsRefused(Place place) {
    place.set(this, "JDBC_URL", database.settings().url());
    place.set(this, "JDBC_USER", "operator");
    place.set(this, "JDBC_PASSWORD", PASSWORD.strip());
    String login = ":" + encoded(PASSWORD.strip());
    place.set(this, "REDIS_URI", redis.uri().replace("://", "://" + login + "@"));
    assertThrows(SQLException.class, this::connectToPostgres);
    assertThrows(RelayTargetException.class, this::connectToRedis);
  }
}
