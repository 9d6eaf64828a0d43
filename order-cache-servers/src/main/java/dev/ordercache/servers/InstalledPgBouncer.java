package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PgBouncer that is installed on this machine, in front of all databases of one PostgreSQL. It
 * has the configuration of its installation, except for its address, its files, and the settings
 * that a test adds. Not safe for use by several threads.
 */
public final class InstalledPgBouncer implements AutoCloseable {

  private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int port;
  private final Path log;
  private final Process process;

  /**
   * Starts it and returns when it accepts connections.
   *
   * @param server the executable and its {@code pgbouncer.ini}; see {@link
   *     TestServers#debianPgBouncer}
   * @param folder for its files
   * @param postgres the port of the PostgreSQL on this machine
   * @param users the users that may log in, with their passwords; PgBouncer logs in to PostgreSQL
   *     with them too
   * @param settings beyond those of the installation, such as {@code pool_mode}
   */
  public InstalledPgBouncer(
      TestServers.Installed server,
      Path folder,
      int postgres,
      Map<String, String> users,
      Map<String, String> settings) {
    port = Ports.free(20_000, 31_999);
    log = folder.resolve("pgbouncer.log");
    try {
      Files.createDirectories(folder);
      Path userList = Files.write(folder.resolve("userlist.txt"), lines(users));
      List<String> lines = new ArrayList<>();
      if (server.configuration() != null) {
        lines.addAll(Files.readAllLines(server.configuration())); // later lines override these
      }
      lines.add("[databases]");
      lines.add("* = host=127.0.0.1 port=" + postgres);
      lines.add("[pgbouncer]");
      lines.add("listen_addr = localhost");
      lines.add("listen_port = " + port);
      lines.add("unix_socket_dir =");
      lines.add("pidfile =");
      lines.add("logfile =");
      lines.add("auth_file = " + userList);
      settings.forEach((name, value) -> lines.add(name + " = " + value));
      Path file = Files.write(folder.resolve("pgbouncer.ini"), lines);
      process = start(server.binaries(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitStart();
  }

  /** In PgBouncer's format, a quotation mark is doubled. */
  private static List<String> lines(Map<String, String> users) {
    return users.entrySet().stream()
        .map(user -> "%s %s".formatted(quoted(user.getKey()), quoted(user.getValue())))
        .toList();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Like PostgreSQL it refuses to run as root, but not as root without privileges. */
  private Process start(Path executable, Path configuration) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(executable.toString(), configuration.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private void awaitStart() {
    long began = System.nanoTime();
    while (!accepts()) {
      if (!process.isAlive() || System.nanoTime() - began > DEADLINE_NANOS) {
        String logText = logText();
        close();
        throw new IllegalStateException("PgBouncer has not started: " + logText);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private @Nullable String logText() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The port on which it listens, on this machine. */
  public int port() {
    return port;
  }

  /** Stops it, and with it all connections through it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
