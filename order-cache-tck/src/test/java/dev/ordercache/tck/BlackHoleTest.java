package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;

/** A black hole never answers while it is open, and drops its connections when it is closed. */
@DisplayNameGeneration(Sentences.class)
class BlackHoleTest {

  @Test
  void acceptsAndNeverAnswersUntilItIsClosed() throws Exception {
    BlackHole server = new BlackHole();
    InetSocketAddress address = server.address();
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      client.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      server.close();
    }
    assertThrows(
        ConnectException.class, () -> new Socket(address.getAddress(), address.getPort()).close());
  }
}
