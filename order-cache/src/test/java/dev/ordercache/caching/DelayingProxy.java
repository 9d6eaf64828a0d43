package dev.ordercache.caching;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Forwards connections to a port of this machine, each after a delay. */
final class DelayingProxy implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ScheduledExecutorService threads =
      new ScheduledThreadPoolExecutor(
          50,
          task -> {
            Thread thread = new Thread(task, "slow-door");
            thread.setDaemon(true);
            return thread;
          });

  DelayingProxy(int target, Duration delay) throws IOException {
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              ScheduledFuture<?> unused =
                  threads.schedule(
                      () -> connect(client, target), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  private void connect(Socket client, int target) {
    try {
      Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
      threads.execute(() -> carry(client, there));
      carry(there, client);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // the other direction has ended, and closed both
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
