package dev.ordercache.app;

import dev.ordercache.app.users.FailedLogins;
import dev.ordercache.app.users.Logins;
import dev.ordercache.micrometer.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Publishes the counts of failed logins, and the state of the users file. */
final class UserMetrics {

  private UserMetrics() {}

  static void bind(MeterRegistry registry, Logins logins) {
    Meters<Logins> meters = new Meters<>(registry, "order.cache.", () -> logins);
    for (FailedLogins.Reason reason : FailedLogins.Reason.values()) {
      meters.counter(
          "logins.failed",
          "Logins that have failed",
          numbers -> numbers.failures().count(reason),
          "reason",
          reason.name().toLowerCase(Locale.ROOT));
    }
    meters.gauge(
        "users.file.failing",
        "Whether the users file is not as it must be, so that an earlier content is used",
        numbers -> numbers.fileFails() ? 1 : 0);
  }
}
