package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis 6.2 from the artefact {@code embedded-redis}. Only its executable is used: its launcher
 * leaves files in the temporary folder and waits without a timeout.
 */
final class RedisServer {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int SOCKET_MILLIS = 500;

  private RedisServer() {}

  /** Starts it and returns its URI when it answers. */
  static String start(Path folder, ServerProcesses processes)
      throws IOException, InterruptedException {
    return start(folder, processes, LoopbackPorts::free);
  }

  static String start(Path folder, ServerProcesses processes, IntSupplier ports)
      throws IOException, InterruptedException {
    Path home = ServerFolder.createHome(folder, "redis");
    String executable = ExecutableProvider.newJarResourceProvider(home.toFile()).get().getPath();
    String password = Secrets.random();
    Path configuration = home.resolve("redis.conf");
    Files.writeString(
        configuration, Resources.text("redis.conf") + "\nrequirepass " + password + "\n", UTF_8);
    int port =
        LoopbackPorts.start(
            ports,
            candidate ->
                processes
                    .start(
                        "redis",
                        List.of(executable, configuration.toString(), "--port", "" + candidate),
                        home)
                    .awaitReady(TIMEOUT, () -> answers(candidate, password)));
    return "redis://default:" + password + "@" + LoopbackPorts.HOST + ":" + port;
  }

  /** An accepted password proves that this server answers, and not another one. */
  private static boolean answers(int port, String password) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(SOCKET_MILLIS);
      socket.connect(LoopbackPorts.address(port), SOCKET_MILLIS);
      socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(US_ASCII));
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return "+OK".equals(replies.readLine()) && "+PONG".equals(replies.readLine());
    } catch (IOException e) {
      return false;
    }
  }
}
