package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a Redis, on which commands are sent as with {@code redis-cli}. Safe for use by
 * many threads.
 *
 * <p>Requests and replies are those of <a
 * href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP 2</a>.
 */
public final class RedisPrompt implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream replies;

  /** Connects to a port of this machine. */
  public RedisPrompt(int port) {
    socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(LoopbackPorts.address(port), TIMEOUT_MILLIS);
      replies = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command, and returns its reply: a string, a {@link Long}, a list of replies, or null.
   *
   * @throws IllegalStateException if the reply is an error
   * @throws UncheckedIOException if there is no reply within 10 seconds, or the connection is
   *     closed; it is closed then
   */
  public synchronized @Nullable Object send(String... words) {
    try {
      socket.getOutputStream().write(request(words));
      return reply();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(String... words) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(UTF_8);
      request.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      request.writeBytes(bytes);
      request.writeBytes("\r\n".getBytes(UTF_8));
    }
    return request.toByteArray();
  }

  private @Nullable Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> text(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      case '-' -> throw new IllegalStateException("Redis says " + rest);
      default -> throw new IOException("no reply of Redis: " + line);
    };
  }

  private @Nullable String text(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] text = replies.readNBytes(length);
    line(); // which ends it
    return new String(text, UTF_8);
  }

  private @Nullable List<@Nullable Object> list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(reply());
    }
    return list;
  }

  /** What comes before the next end of a line. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = replies.read(); next != '\r'; next = replies.read()) {
      if (next < 0) {
        throw new EOFException("Redis has closed the connection");
      }
      line.write(next);
    }
    replies.skipNBytes(1);
    return line.toString(UTF_8);
  }

  /** Closes the connection, also while another thread waits for a reply, which it does not get. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
