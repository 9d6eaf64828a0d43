package dev.ordercache.benchmarks.sse;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the heap of idle clients of the events, and the time from the moment at which an event
 * is due until each of them receives it: with all reading, and with one more that never reads.
 * Arguments: the number of clients (5,000 by default), of events a second (10 by default), and of
 * seconds (30 by default).
 */
public final class EventLoad {

  private static final int OTHER_FILES = 500;
  private static final int COLLECTIONS = 5;

  private EventLoad() {}

  /** Starts the clients in another process, measures, and prints. */
  public static void main(String[] arguments) throws Exception {
    int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
    double perSecond = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 10;
    Duration duration =
        Duration.ofSeconds(arguments.length > 2 ? Long.parseLong(arguments[2]) : 30);
    requireFiles(clients);
    try (EventServer server = new EventServer()) {
      long before = usedHeap();
      int events = (int) (clients * perSecond * (duration.toSeconds() + 5));
      Process process = startClients(server.address().getPort(), clients, events);
      try (BufferedReader out =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
          BufferedWriter in =
              new BufferedWriter(
                  new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
        System.out.println(out.readLine());
        System.out.printf(
            "%,d idle clients: %,d bytes of heap each, %,d bytes of direct memory each%n",
            clients, (usedHeap() - before) / clients, directMemory() / clients);
        server.publish(perSecond, Duration.ofSeconds(5));
        report(in, out, "warm-up");
        server.publish(perSecond, duration);
        report(in, out, "all read");
        try (Socket stuck = neverReads(server.address().getPort())) {
          server.fill();
          report(in, out, "filling the one that does not read");
          server.publish(perSecond, duration);
          report(in, out, "one of " + (clients + 1) + " never reads");
          System.out.println(
              server.hub.statistics() + (stuck.isConnected() ? "" : " disconnected"));
        }
        System.out.printf("afterwards: %,d bytes of heap each%n", (usedHeap() - before) / clients);
      } finally {
        process.destroy();
      }
    }
    System.exit(0);
  }

  private static void requireFiles(int clients) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long max = system.getMaxFileDescriptorCount();
      System.out.printf("file descriptors (ulimit -n): %,d%n", max);
      if (max < clients + OTHER_FILES) {
        throw new IllegalStateException(
            "%,d clients need ulimit -n %d".formatted(clients, clients + OTHER_FILES));
      }
    }
  }

  private static Process startClients(int port, int clients, int events) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EventClients.class.getName(),
            Integer.toString(port),
            Integer.toString(clients),
            Integer.toString(events))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Waits for events in transit, and prints the report of the clients. */
  private static void report(BufferedWriter in, BufferedReader out, String name)
      throws IOException {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
    in.write(name + "\n");
    in.flush();
    System.out.println(out.readLine());
  }

  private static Socket neverReads(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static long usedHeap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
