package dev.ordercache.app.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings by name. {@code HTTP_PORT} is {@code ORDER_CACHE_HTTP_PORT} everywhere; in a file
 * and as a system property it may also be written {@code order-cache.http-port}.
 */
enum Setting {
  CONFIG,
  JDBC_URL,
  JDBC_USER,
  JDBC_PASSWORD,
  JDBC_DIRECT_URL,
  JDBC_TRANSACTION_POOLING,
  TABLE,
  COLUMNS,
  REDIS_URI,
  NAMESPACE,
  STALENESS_BOUND,
  TTL,
  MAX_MEMORY,
  NEAR_CACHE,
  PRELOAD,
  CONSISTENCY_SAMPLE,
  STATUS_CHANGES,
  SAGA_RECOVERY,
  CHANGE_GRACE,
  CHANGE_REQUESTS,
  CHANGE_WORKERS,
  CHANGE_RETENTION,
  CHANGE_ARCHIVE,
  DEMO_ORDERS,
  HTTP_HOST,
  HTTP_PORT,
  HTTP_NAMES,
  TRUSTED_PROXIES,
  TLS_CERTIFICATE,
  TLS_KEY,
  PROBE_PORT,
  CONNECTIONS,
  CONNECTIONS_PER_ADDRESS,
  STOP_DELAY,
  RATE_LIMIT,
  USERS_FILE,
  EVENT_CLIENTS,
  EVENT_CLIENTS_PER_USER;

  private static final String PREFIX = "ORDER_CACHE_";

  @Override
  public String toString() {
    return PREFIX + name();
  }

  private String property() {
    return "order-cache." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting with exactly this name. */
  static Optional<Setting> named(String name) {
    return Arrays.stream(values())
        .filter(setting -> setting.toString().equals(name) || setting.property().equals(name))
        .findFirst();
  }

  /** Whether this name is apparently meant as a setting of this application. */
  static boolean looksLikeOne(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_").startsWith(PREFIX);
  }

  static String all() {
    return Arrays.stream(values()).map(Setting::toString).collect(Collectors.joining(", "));
  }
}
