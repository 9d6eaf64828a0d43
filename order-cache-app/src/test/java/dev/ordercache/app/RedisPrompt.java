package dev.ordercache.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends a line, as {@code redis-cli} does, and returns the first line of the reply. */
final class RedisPrompt implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader replies;

  RedisPrompt(String uri) throws IOException {
    URI server = URI.create(uri);
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(20_000);
    replies =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    send("AUTH " + server.getUserInfo().substring("default:".length()));
  }

  String send(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    String reply = replies.readLine();
    if (reply == null || reply.startsWith("-")) {
      throw new IOException("Redis replies " + reply);
    }
    return reply;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
