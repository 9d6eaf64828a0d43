package dev.ordercache.benchmarks.operations;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The app in a process of its own, and one client of it. The client writes and reads plain bytes on
 * one connection, so that it takes little of the processor and is the same for every app.
 */
final class AppLoad implements AutoCloseable {

  private static final String READY = "Order cache ready at ";
  private static final String PATH = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";

  private final Process app;
  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private @Nullable String tag;
  private long others;

  /** Starts the app, and returns when it is ready. */
  AppLoad(List<String> java, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add("dev.ordercache.app.Main");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    builder.environment().put("ORDER_CACHE_HTTP_PORT", "0");
    app = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    URI address = address(app.inputReader(StandardCharsets.UTF_8));
    socket = new Socket(address.getHost(), address.getPort());
    socket.setTcpNoDelay(true);
    input = new BufferedInputStream(socket.getInputStream());
    output = socket.getOutputStream();
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
    return requests(deadline, request(null), 200);
  }

  /** Requests the first page, and gets an answer that it has not changed. */
  long notModified(long deadline) throws IOException {
    get(request(null), 200);
    return requests(deadline, request(tag), 304);
  }

  private long requests(long deadline, byte[] request, int status) throws IOException {
    long operations = 0;
    others = 0;
    while (System.nanoTime() < deadline) {
      get(request, status);
      operations++;
    }
    ReadLoad.requireFew(others, operations);
    return operations;
  }

  private static byte[] request(@Nullable String tag) {
    String condition = tag == null ? "" : "If-None-Match: " + tag + "\r\n";
    return ("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + condition + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void get(byte[] request, int status) throws IOException {
    output.write(request);
    int length = 0;
    String first = line();
    if (!first.startsWith("HTTP/1.1 " + status)) {
      throw new IOException("not " + status + ": " + first);
    }
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).trim());
      } else if (header.startsWith("etag:")) {
        tag = line.substring("etag:".length()).trim();
      } else if (header.startsWith("cache-status:") && !header.contains("hit")) {
        others++;
      }
    }
    if (status == 200) {
      input.skipNBytes(length);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new IOException("the app has closed the connection");
      }
      line.append((char) next);
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    app.destroy();
    app.onExit().join();
  }
}
