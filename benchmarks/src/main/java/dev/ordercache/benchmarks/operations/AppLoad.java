package dev.ordercache.benchmarks.operations;

import dev.ordercache.benchmarks.http.KeptConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The app in a process of its own, and one client of it on one connection, which takes little of
 * the processor and is the same for every app.
 */
final class AppLoad implements AutoCloseable {

  private static final String READY = "Order cache ready at ";
  private static final String PATH = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";

  private final Process app;
  private final URI address;

  /** Starts the app, and returns when it is ready. */
  AppLoad(List<String> java, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add("dev.ordercache.app.Main");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    builder.environment().put("ORDER_CACHE_HTTP_PORT", "0");
    app = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    address = address(app.inputReader(StandardCharsets.UTF_8));
  }

  private static URI address(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("the app did not start");
    }
    return URI.create(line.substring(READY.length()));
  }

  /** The processor time of the app until now, in nanoseconds. */
  long cpu() {
    return app.info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Requests the first page, and gets it. */
  long pages(long deadline) throws IOException {
    return requests(deadline, "", 200);
  }

  /** Requests the first page, and gets an answer that it has not changed. */
  long notModified(long deadline) throws IOException {
    String tag;
    try (KeptConnection client = new KeptConnection(address, PATH, "", 200)) {
      tag = KeptConnection.header(client.head(), "ETag");
    }
    return requests(deadline, "If-None-Match: " + tag + "\r\n", 304);
  }

  private long requests(long deadline, String headers, int status) throws IOException {
    long operations = 0;
    long others = 0;
    try (KeptConnection client = new KeptConnection(address, PATH, headers, status)) {
      while (System.nanoTime() < deadline) {
        if (!KeptConnection.header(client.head(), "Cache-Status").contains("hit")) {
          others++;
        }
        operations++;
      }
    }
    ReadLoad.requireFew(others, operations);
    return operations;
  }

  @Override
  public void close() {
    app.destroy();
    app.onExit().join();
  }
}
