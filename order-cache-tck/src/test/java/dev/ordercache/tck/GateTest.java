package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final int SILENCE_MILLIS = 100;

  /** Answers each byte with the next higher one. */
  private final ServerSocket server = listening();

  private final Gate gate = new Gate(server.getLocalPort());

  private static ServerSocket listening() {
    try {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Executors.newCachedThreadPool(GateTest::daemon).execute(() -> serve(socket));
      return socket;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private static void serve(ServerSocket socket) {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> answer(client)).start();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void answer(Socket client) {
    try (client) {
      for (int b = client.getInputStream().read(); b >= 0; b = client.getInputStream().read()) {
        client.getOutputStream().write(b + 1);
      }
    } catch (IOException e) {
      // closed
    }
  }

  @AfterEach
  void close() throws IOException {
    gate.close();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
    socket.setSoTimeout(0);
  }

  @Test
  void passesBothDirections() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(1);
      assertEquals(2, socket.getInputStream().read());
      assertEquals(1, gate.connections());
    }
  }

  @Test
  void holdsRequestsAndDeliversThemLater() throws IOException {
    try (Socket socket = connect()) {
      gate.holdRequests();
      socket.getOutputStream().write(1);
      assertSilent(socket);
      gate.deliver();
      assertEquals(2, socket.getInputStream().read());
    }
  }

  private void awaitHeldReply() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (gate.heldReplies() != 1) {
            LockSupport.parkNanos(1_000_000);
          }
        });
  }

  @Test
  void holdsRepliesAndDeliversThemLater() throws IOException {
    try (Socket socket = connect()) {
      gate.holdReplies();
      socket.getOutputStream().write(1);
      awaitHeldReply();
      assertSilent(socket);
      gate.deliver();
      assertEquals(2, socket.getInputStream().read());
    }
  }

  @Test
  void swallowsForEverOnConnectionsThatAreOpen() throws IOException {
    try (Socket swallowed = connect()) {
      swallowed.getOutputStream().write(1);
      assertEquals(2, swallowed.getInputStream().read());
      gate.swallow();
      swallowed.getOutputStream().write(1);
      assertSilent(swallowed);
      try (Socket later = connect()) {
        later.getOutputStream().write(1);
        assertEquals(2, later.getInputStream().read());
      }
    }
  }

  @Test
  void losesAReplyWithItsConnection() throws IOException {
    try (Socket socket = connect()) {
      gate.loseNextReply();
      socket.getOutputStream().write(1);
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void cutsConnectionsAndLeadsLaterOnesElsewhere() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(1);
      assertEquals(2, socket.getInputStream().read());
      gate.leadTo(0);
      gate.cut();
      assertEquals(-1, socket.getInputStream().read());
      try (Socket later = connect()) {
        later.getOutputStream().write(1);
        assertSilent(later);
      }
    }
  }
}
