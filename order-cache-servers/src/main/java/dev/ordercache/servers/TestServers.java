package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The servers on which the tests run: those that the environment names, or else the embedded ones.
 * A server that is named runs with the configuration that is named for it.
 */
public final class TestServers {

  /** The folder of a PostgreSQL's {@code postgres} and {@code initdb}. */
  public static final String POSTGRES = "TESTS_POSTGRES";

  /** Its {@code postgresql.conf}; what {@code initdb} writes if this is not set. */
  public static final String POSTGRES_CONF = "TESTS_POSTGRES_CONF";

  /** The {@code redis-server}, or one that takes the same arguments. */
  public static final String REDIS = "TESTS_REDIS";

  /** Its {@code redis.conf}; its built-in defaults if this is not set. */
  public static final String REDIS_CONF = "TESTS_REDIS_CONF";

  /** Set where a test must fail, and not be skipped, if Debian's servers are missing. */
  public static final String NEED_DEBIAN = "TESTS_NEED_DEBIAN";

  private TestServers() {}

  /**
   * A server that is installed.
   *
   * @param binaries the folder of PostgreSQL's executables, or the executable of Redis
   * @param configuration its configuration file, or null for its built-in defaults
   */
  public record Installed(Path binaries, @Nullable Path configuration) {

    /** Lines of a {@code redis.conf} that name places of the installation. */
    private static final Pattern PLACES =
        Pattern.compile("(logfile|dir|pidfile|unixsocket|aclfile)\\b.*");

    /**
     * A Redis with a copy of its configuration in this folder, without other locations: a server
     * opens the log file in its configuration, even if a later setting names another.
     */
    public Installed within(Path folder) {
      if (configuration == null) {
        return this;
      }
      try (Stream<String> lines = Files.lines(configuration)) {
        List<String> kept = lines.filter(line -> !PLACES.matcher(line).matches()).toList();
        return new Installed(binaries, Files.write(folder.resolve("redis.conf"), kept));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The start of a command line that runs it: the executable, and its configuration file. */
    public List<String> command() {
      return Stream.of(binaries, configuration)
          .filter(Objects::nonNull)
          .map(Path::toString)
          .toList();
    }
  }

  /** The PostgreSQL of the environment, or empty for the embedded one. */
  public static Optional<Installed> postgres() {
    return installed(System.getenv(), POSTGRES, POSTGRES_CONF);
  }

  /**
   * The PostgreSQL of the environment, or the embedded one, unpacked once for this JVM, with what
   * {@code initdb} writes.
   */
  public static Installed postgresOrEmbedded() {
    return postgres().orElseGet(UnpackedPostgres::installed);
  }

  /** The Redis of the environment, or empty for the embedded one. */
  public static Optional<Installed> redis() {
    return installed(System.getenv(), REDIS, REDIS_CONF);
  }

  /** A misspelt path must not let the tests run on the embedded servers instead. */
  static Optional<Installed> installed(
      Map<String, String> environment, String binaries, String configuration) {
    String named = environment.get(binaries);
    if (named == null) {
      return Optional.empty();
    }
    String settings = environment.get(configuration);
    return Optional.of(
        new Installed(
            existing(binaries, named),
            settings == null ? null : existing(configuration, settings)));
  }

  private static Path existing(String variable, String path) {
    if (!Files.exists(Path.of(path))) {
      throw new IllegalStateException(variable + ": there is no " + path);
    }
    return Path.of(path);
  }

  /** Debian's newest PostgreSQL, with the configuration of its installation; or skips the test. */
  public static Installed debianPostgres() {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> found = Files.list(versions)) {
        Optional<Installed> newest =
            found
                .filter(version -> Files.exists(version.resolve("bin/initdb")))
                .max(Comparator.comparing(version -> version.getFileName().toString()))
                .map(
                    version ->
                        installed(
                            version.resolve("bin"),
                            "/etc/postgresql/" + version.getFileName() + "/main/postgresql.conf"));
        if (newest.isPresent()) {
          return newest.get();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return missing("postgresql");
  }

  /** Debian's Redis with the configuration of its installation; or skips the test. */
  public static Installed debianRedis() {
    Path executable = Path.of("/usr/bin/redis-server");
    return Files.exists(executable)
        ? installed(executable, "/etc/redis/redis.conf")
        : missing("redis-server");
  }

  /** Debian's PgBouncer with the configuration of its installation; or skips the test. */
  public static Installed debianPgBouncer() {
    Path executable = Path.of("/usr/sbin/pgbouncer");
    return Files.exists(executable)
        ? installed(executable, "/etc/pgbouncer/pgbouncer.ini")
        : missing("pgbouncer");
  }

  /** Only root and the server's own user may read some of the files, or their folder. */
  static Installed installed(Path binaries, String configuration) {
    Path file = Path.of(configuration);
    return Files.isReadable(file)
        ? new Installed(binaries, file)
        : skipped("this user cannot read " + configuration);
  }

  private static Installed missing(String debianPackage) {
    return skipped("Debian's package " + debianPackage + " is not installed");
  }

  private static Installed skipped(String reason) {
    if (System.getenv(NEED_DEBIAN) == null) {
      throw new TestAbortedException(reason);
    }
    throw new AssertionFailedError(reason);
  }
}
