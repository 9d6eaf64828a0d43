package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.app.users.Logins;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up logins, if there is a users file. */
@Configuration(proxyBeanMethods = false)
class UserConfiguration {

  /** Null without a users file. */
  @Bean(initMethod = "start")
  @Nullable Logins logins(AppSettings settings, EventHub events, PrometheusMeterRegistry metrics) {
    Path file = settings.http().usersFile();
    if (file == null) {
      return null;
    }
    try {
      Logins logins = new Logins(file, events::endStreamsOf);
      UserMetrics.bind(metrics, logins);
      return logins;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          List.of("ORDER_CACHE_USERS_FILE is \"%s\": %s".formatted(file, e.getMessage())));
    }
  }
}
