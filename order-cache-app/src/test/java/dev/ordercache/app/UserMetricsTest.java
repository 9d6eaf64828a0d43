package dev.ordercache.app;

import static dev.ordercache.app.users.TestUsers.line;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Logins;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserMetricsTest {

  @TempDir Path folder;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Logins logins;

  @BeforeEach
  void start() {
    logins = new Logins(TestUsers.write(folder, line("ada", Role.ADMIN)), gone -> {});
    UserMetrics.bind(registry, logins);
    logins.start();
  }

  @AfterEach
  void stop() {
    logins.close();
  }

  private boolean shows(String line) {
    return registry.scrape().lines().anyMatch(line::equals);
  }

  @Test
  void showHowManyLoginsHaveFailedAndWhy() {
    logins.countMalformed("192.0.2.1");
    for (int i = 0; i < 6; i++) {
      logins.login("ada", "guess" + i, "192.0.2.1").join();
    }

    assertTrue(shows("order_cache_logins_failed_total{reason=\"credentials\"} 5.0"));
    assertTrue(shows("order_cache_logins_failed_total{reason=\"malformed\"} 1.0"));
    assertTrue(shows("order_cache_logins_failed_total{reason=\"throttled\"} 1.0"));
  }

  @Test
  void showThatTheUsersFileIsWrong() {
    assertTrue(shows("order_cache_users_file_failing 0.0"));
    TestUsers.write(folder, "ada: secret");
    await().until(() -> shows("order_cache_users_file_failing 1.0"));
  }
}
