package dev.ordercache.app.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the application is reached.
 *
 * @param host the address or name to bind to; one that is not loopback requires a users file
 * @param port 0 to 65535; 0 picks a free one
 * @param probePort another port, for probes only, or null for none
 * @param usersFile the users for HTTP Basic authentication, a line {@code name: hash, role} each,
 *     or null for none
 * @param names names by which clients call this server besides {@code localhost}, in lower case
 * @param proxies addresses, and ranges of them, whose forwarded headers are trusted
 * @param tls the files for TLS, or null for plain HTTP
 * @param limits limits for clients
 * @param stopDelay how long it reports not ready before it stops, zero or more
 */
public record HttpSettings(
    String host,
    int port,
    @Nullable Integer probePort,
    @Nullable Path usersFile,
    Set<String> names,
    List<String> proxies,
    @Nullable TlsFiles tls,
    HttpLimits limits,
    Duration stopDelay) {

  private static final int MAX_PORT = 65_535;

  /** Takes copies of the collections. */
  public HttpSettings {
    names = Set.copyOf(names);
    proxies = List.copyOf(proxies);
  }

  /** On a free port of 127.0.0.1, with nothing else. */
  public static HttpSettings defaults() {
    return new HttpSettings(
        "127.0.0.1",
        0,
        null,
        null,
        Set.of(),
        List.of(),
        null,
        HttpLimits.defaults(),
        Duration.ZERO);
  }

  /** These settings at another address. */
  public HttpSettings withAddress(String newHost, int newPort) {
    return new HttpSettings(
        newHost, newPort, probePort, usersFile, names, proxies, tls, limits, stopDelay);
  }

  /** These settings with a port for probes only. */
  public HttpSettings withProbePort(int newPort) {
    return new HttpSettings(host, port, newPort, usersFile, names, proxies, tls, limits, stopDelay);
  }

  /** These settings with users, or null for none. */
  public HttpSettings withUsers(@Nullable Path file) {
    return new HttpSettings(host, port, probePort, file, names, proxies, tls, limits, stopDelay);
  }

  /** These settings with other names of the server. */
  public HttpSettings withNames(Set<String> newNames) {
    return new HttpSettings(
        host, port, probePort, usersFile, newNames, proxies, tls, limits, stopDelay);
  }

  /** These settings behind these proxies. */
  public HttpSettings withProxies(List<String> newProxies) {
    return new HttpSettings(
        host, port, probePort, usersFile, names, newProxies, tls, limits, stopDelay);
  }

  /** These settings with TLS, or null for none. */
  public HttpSettings withTls(@Nullable TlsFiles files) {
    return new HttpSettings(
        host, port, probePort, usersFile, names, proxies, files, limits, stopDelay);
  }

  /** These settings with other limits. */
  public HttpSettings withLimits(HttpLimits newLimits) {
    return new HttpSettings(
        host, port, probePort, usersFile, names, proxies, tls, newLimits, stopDelay);
  }

  /** These settings with another delay before it stops. */
  public HttpSettings withStopDelay(Duration delay) {
    return new HttpSettings(host, port, probePort, usersFile, names, proxies, tls, limits, delay);
  }

  static HttpSettings read(SettingsReader reader) {
    Path users = reader.value(Setting.USERS_FILE, Parsers::usersFile);
    String host = reader.value(Setting.HTTP_HOST, "127.0.0.1", Parsers::host);
    if (reader.text(Setting.USERS_FILE) == null && !Parsers.isLoopback(host)) {
      reader.problem(
          "%s is \"%s\", which others can reach: set %s, or bind to 127.0.0.1"
              .formatted(Setting.HTTP_HOST, host, Setting.USERS_FILE));
    }
    Set<String> names = reader.value(Setting.HTTP_NAMES, Set.of(), Parsers::hostNames);
    if (reader.text(Setting.USERS_FILE) == null && !names.isEmpty()) {
      reader.problem(
          "%s goes with %s only: without users, only loopback names are served"
              .formatted(Setting.HTTP_NAMES, Setting.USERS_FILE));
    }
    Integer probePort = reader.value(Setting.PROBE_PORT, Parsers.number(0, MAX_PORT));
    int port = reader.value(Setting.HTTP_PORT, 8080, Parsers.number(0, MAX_PORT));
    if (probePort != null && probePort != 0 && probePort == port) {
      reader.problem("%s and %s are the same".formatted(Setting.HTTP_PORT, Setting.PROBE_PORT));
    }
    return new HttpSettings(
        host,
        port,
        probePort,
        users,
        names,
        reader.value(Setting.TRUSTED_PROXIES, List.of(), Parsers::addressRanges),
        TlsFiles.read(reader),
        HttpLimits.read(reader),
        reader.value(
            Setting.STOP_DELAY,
            Duration.ZERO,
            Parsers.duration(Duration.ZERO, Duration.ofMinutes(10))));
  }
}
