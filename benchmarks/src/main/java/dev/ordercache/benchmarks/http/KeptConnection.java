package dev.ordercache.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One connection that sends the same request again as soon as it has the answer. It reads no more
 * of an answer than where it ends, so that the client costs the machine little.
 */
public final class KeptConnection implements AutoCloseable {

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_ANSWER = 1 << 20;

  private final Socket socket;
  private final byte[] request;
  private final int status;
  private final byte[] answer = new byte[MAX_ANSWER];

  /**
   * Connects.
   *
   * @param headers more headers of the request, each with its line end
   * @param status the status that all answers must have
   */
  public KeptConnection(URI server, String path, String headers, int status) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    request =
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
            .formatted(path, server.getHost(), server.getPort(), headers)
            .getBytes(StandardCharsets.US_ASCII);
    this.status = status;
  }

  /** The head of one answer. */
  public String head() throws IOException {
    socket.getOutputStream().write(request);
    InputStream in = socket.getInputStream();
    int read = 0;
    int end;
    while ((end = endOfHead(read)) < 0) {
      read += some(in, read);
    }
    String head = new String(answer, 0, end, StandardCharsets.US_ASCII);
    if (!head.startsWith("HTTP/1.1 " + status + " ")) {
      throw new IllegalStateException("not " + status + ": " + head);
    }
    int length = end + (status == 304 ? 0 : length(head));
    while (read < length) {
      read += some(in, read);
    }
    return head;
  }

  /** The body of one answer. */
  byte[] body() throws IOException {
    String head = head();
    return Arrays.copyOfRange(answer, head.length(), head.length() + length(head));
  }

  private int some(InputStream in, int read) throws IOException {
    int more = in.read(answer, read, answer.length - read);
    if (more < 0) {
      throw new EOFException("the server has closed the connection");
    }
    return more;
  }

  private int endOfHead(int read) {
    for (int end = END_OF_HEAD.length; end <= read; end++) {
      if (Arrays.equals(
          answer, end - END_OF_HEAD.length, end, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        return end;
      }
    }
    return -1;
  }

  private static int length(String head) {
    return Integer.parseInt(header(head, "Content-Length"));
  }

  /** The value of a header, which the head of an answer must have. */
  public static String header(String head, String name) {
    String start = name + ": ";
    int at = 0;
    do {
      at = head.indexOf('\n', at) + 1;
      if (at == 0) {
        throw new IllegalStateException("no " + name + ": " + head);
      }
    } while (!head.regionMatches(true, at, start, 0, start.length()));
    return head.substring(at + start.length(), head.indexOf('\r', at));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
