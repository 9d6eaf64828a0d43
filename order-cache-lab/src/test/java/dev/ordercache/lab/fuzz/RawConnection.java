package dev.ordercache.lab.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A connection that sends bytes as they are given, and parses the answers. */
final class RawConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 45_000;

  /** The server ends the connection when it cannot find the start of the next request. */
  private static final Set<Integer> MALFORMED = Set.of(400, 413, 414, 417, 426, 431, 505);

  private final Socket socket;
  private final InputStream in;

  /**
   * An answer.
   *
   * @param status 0 if the connection ended before there was one
   * @param headers by names in lower case
   * @param last whether the connection is over
   */
  record Answer(int status, Map<String, String> headers, String body, boolean last) {}

  RawConnection(URI app) throws IOException {
    socket = new Socket(app.getHost(), app.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Sends a request; one that is cut is the last.
   *
   * @throws java.net.SocketTimeoutException if nothing arrives for 45 seconds
   */
  Answer send(Generator.Made request) throws IOException {
    try {
      socket.getOutputStream().write(request.bytes());
      if (request.cut()) {
        socket.shutdownOutput();
      }
    } catch (SocketException e) {
      // the server has stopped reading, and may have answered
    }
    return answer(request);
  }

  private Answer answer(Generator.Made request) throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      return new Answer(0, Map.of(), status, true);
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1].strip() : "");
    }
    int code = Integer.parseInt(status.substring(9, 12));
    if (code == 100) {
      return answer(request);
    }
    if (headers.getOrDefault("content-type", "").equals("text/event-stream")) {
      return new Answer(code, headers, "", true);
    }
    boolean empty = request.head() || code == 204 || code == 304;
    int length = empty ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    boolean last =
        request.isLast()
            || MALFORMED.contains(code)
            || headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    return new Answer(code, headers, body, last);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    try {
      for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
        line.append((char) read);
      }
    } catch (SocketException e) {
      return ""; // reset
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
