package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that is installed on this machine, with data of its own. It has the configuration of
 * its installation, except for its address, its files, TLS (only the server's own user may read the
 * key), and the settings that a test adds. Its superuser is {@code postgres}. Not safe for use by
 * several threads.
 */
public final class InstalledPostgres implements AutoCloseable {

  private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Pattern PLACES =
      Pattern.compile("(data_directory|hba_file|ident_file|external_pid_file|ssl\\w*)\\b");

  private final Path binaries;
  private final Path data;
  private final int port;
  private final Map<String, String> settings;
  private @Nullable Process process;

  /** A server that requires no password. */
  public InstalledPostgres(
      TestServers.Installed server, Path data, int port, Map<String, String> settings) {
    this(server, data, port, null, settings);
  }

  /**
   * Creates a cluster, unless the folder has one, and does not start it.
   *
   * @param data its folder; its log is written beside it
   * @param password of {@code postgres}, required as in an installation (SCRAM); null if no
   *     password is required
   * @param settings beyond those of the installation, such as {@code wal_level}
   */
  public InstalledPostgres(
      TestServers.Installed server,
      Path data,
      int port,
      @Nullable String password,
      Map<String, String> settings) {
    this.binaries = server.binaries();
    this.data = data;
    this.port = port;
    this.settings = Map.copyOf(settings);
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      create(server.configuration(), password);
    }
  }

  private void create(@Nullable Path configuration, @Nullable String password) {
    List<String> initdb = command("initdb", "-D", data.toString(), "-U", "postgres");
    initdb.addAll(List.of("-E", "UTF8", "--locale=C.UTF-8"));
    initdb.addAll(List.of("-A", password == null ? "trust" : "scram-sha-256"));
    try {
      Files.createDirectories(data);
      if (password != null) {
        Path file = data.resolveSibling(data.getFileName() + ".password");
        initdb.addAll(List.of("--pwfile", Files.writeString(file, password).toString()));
      }
      if (launch(initdb).onExit().join().exitValue() != 0) {
        throw new IllegalStateException("initdb has failed: " + Files.readString(log()));
      }
      Path file = data.resolve("postgresql.conf");
      List<String> lines = new ArrayList<>();
      for (String line : Files.readAllLines(configuration == null ? file : configuration)) {
        if (!PLACES.matcher(line).lookingAt()) {
          lines.add(line);
        }
      }
      lines.add("listen_addresses = 'localhost'");
      lines.add("unix_socket_directories = ''");
      settings.forEach((name, value) -> lines.add("%s = '%s'".formatted(name, value)));
      Files.write(file, lines);
      Files.createDirectories(data.resolve("conf.d")); // which Debian's configuration includes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, primary or standby, and returns when it accepts connections. */
  public void start() {
    long began = System.nanoTime();
    Process started = launch(command("postgres", "-D", data.toString(), "-p", "" + port));
    process = started;
    while (!PostgresServer.isReady(data)) {
      if (!started.isAlive() || System.nanoTime() - began > DEADLINE_NANOS) {
        throw new IllegalStateException("PostgreSQL has not started, see " + log());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** PostgreSQL refuses to run as root, but not as root without privileges, in a namespace. */
  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private Process launch(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  /** Stops it without waiting for its clients to leave, as {@code pg_ctl -m fast} does. */
  public void stop() {
    Process running = process;
    process = null;
    if (running == null || !running.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-INT", "" + running.pid()).start().onExit().join();
      if (!running.waitFor(DEADLINE_NANOS, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("PostgreSQL does not stop, see " + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it without warning, and waits until its other processes have ended too. */
  public void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      List<ProcessHandle> others = running.descendants().toList();
      running.destroyForcibly().onExit().join();
      for (ProcessHandle other : others) {
        other.onExit().completeOnTimeout(other, DEADLINE_NANOS, TimeUnit.NANOSECONDS).join();
      }
    }
  }

  /** Stops it; its data stays. */
  @Override
  public void close() {
    stop();
  }
}
