package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import dev.ordercache.servers.TestServers.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL for one test, which keeps its port and its data: it can be stopped and started,
 * paused, killed, and followed by a standby.
 */
public final class OwnPostgres implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String REPLICATION = "\nwal_level = replica\nmax_wal_senders = 4\n";

  private final Path folder;
  private final Path home;
  private final Path data;
  private final Path binaries;
  private final UnprivilegedUser user;
  private PostgresAddress address;
  private ServerProcesses processes;

  private OwnPostgres(
      Path folder, String data, Path binaries, PostgresAddress address, ServerProcesses processes)
      throws IOException {
    this.folder = folder;
    this.home = folder.resolve("postgres");
    this.data = home.resolve(data);
    this.binaries = binaries;
    this.user = UnprivilegedUser.forOwnerOf(folder);
    this.address = address;
    this.processes = processes;
  }

  /** Starts one without orders. */
  public static OwnPostgres create() throws IOException, InterruptedException {
    Optional<Installed> installed = TestServers.postgres();
    return installed.isPresent() ? create(installed.get()) : createEmbedded();
  }

  /** Starts one that is installed, with its own configuration, without orders. */
  public static OwnPostgres create(Installed server) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("order-cache-test-postgres").toRealPath();
    int port = LoopbackPorts.free();
    Path data = ServerFolder.createHome(folder, "postgres").resolve("data");
    String password = Secrets.random();
    new InstalledPostgres(server, data, port, password, Map.of()).close(); // only creates the data
    OwnPostgres created =
        new OwnPostgres(
            folder,
            "data",
            server.binaries(),
            PostgresAddress.of(port, "postgres", password),
            new ServerProcesses(folder));
    created.user.takeOver(created.home);
    created.start();
    return created;
  }

  private static OwnPostgres createEmbedded() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("order-cache-test-postgres").toRealPath();
    ServerProcesses processes = new ServerProcesses(folder);
    PostgresAddress address = PostgresServer.start(folder, processes);
    return new OwnPostgres(folder, "data", folder.resolve("postgres/bin"), address, processes);
  }

  /** Starts a standby, which has what this one has and follows it. */
  public OwnPostgres standby() throws IOException, InterruptedException {
    append("postgresql.conf", REPLICATION);
    stop();
    start(); // a standby cannot follow what was written before
    stop();
    Path copy = home.resolve("standby");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(data.relativize(file).toString()), COPY_ATTRIBUTES);
      }
    }
    start();
    OwnPostgres standby =
        new OwnPostgres(folder, "standby", binaries, address, new ServerProcesses(copy));
    standby.append("standby.signal", "");
    standby.append(
        "postgresql.auto.conf",
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'\n"
            .formatted(port(), address.user(), address.password()));
    user.takeOver(home);
    LoopbackPorts.start(LoopbackPorts::free, standby::startOn);
    return standby;
  }

  private void startOn(int port) throws IOException, InterruptedException {
    address = address.withPort(port);
    start();
  }

  private void append(String file, String text) throws IOException {
    Files.writeString(
        data.resolve(file), text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** How to reach it. */
  public PostgresAddress address() {
    return address;
  }

  /** Its port of 127.0.0.1. */
  public int port() {
    return address.port();
  }

  /** Starts it again. */
  public void start() throws IOException, InterruptedException {
    processes = new ServerProcesses(data);
    processes
        .start(
            "postgres",
            user.command(List.of(binaries + "/postgres", "-D", data.toString(), "-p", "" + port())),
            home)
        .awaitReady(TIMEOUT, () -> PostgresServer.isReady(data));
  }

  /** Stops it in an orderly way; nothing is lost. */
  public void stop() {
    processes.stop();
  }

  /** Ends it as a crash of the machine does. */
  public void kill() throws IOException {
    signal("KILL");
    processes.stop();
  }

  /** Pauses its processes: connections stay open, new ones are accepted, nothing is answered. */
  public void pause() throws IOException {
    signal("STOP");
  }

  /** Resumes its processes. */
  public void resume() throws IOException {
    signal("CONT");
  }

  /** Makes a standby a primary. */
  public void promote() throws IOException {
    append("promote", "");
    Signals.send("USR1", postmaster().pid());
  }

  private ProcessHandle postmaster() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** The first process is signalled first, so that it starts no others. */
  private void signal(String name) throws IOException {
    ProcessHandle first = postmaster();
    Signals.send(name, first.pid());
    for (ProcessHandle other : first.descendants().toList()) {
      Signals.send(name, other.pid());
    }
  }

  /** Stops it and deletes its files and those of its standby, which must be closed before. */
  @Override
  public void close() throws IOException {
    stop();
    if (data.endsWith("data")) {
      ServerFolder.delete(folder);
    }
  }
}
