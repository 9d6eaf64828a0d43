package dev.ordercache.tck;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy in front of a server on the loopback interface, for tests of network failures:
 *
 * <ul>
 *   <li>It can swallow data: connections that are open at that time stay open and silent for ever,
 *       as when a firewall drops their state. Later ones work.
 *   <li>It can hold data, in one direction or both, and deliver it later, in order.
 *   <li>It can be slow.
 *   <li>It can direct later connections to another server, as when a name moves; open connections
 *       stay where they are.
 *   <li>It can lose a reply together with its connection.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class Gate implements AutoCloseable {

  private final ServerSocket server;
  private volatile int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger generation = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Barrier requests = new Barrier();
  private final Barrier replies = new Barrier();
  private volatile Duration delay = Duration.ZERO;

  /** Connects to a port; with 0 to none: every connection is accepted and silent. */
  public Gate(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** The port on which it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** The same as the URI of a Redis. */
  public String uri() {
    return "redis://127.0.0.1:" + port();
  }

  /** Silences all connections that are open now. */
  public void swallow() {
    generation.incrementAndGet();
  }

  /** Holds the data that clients send from now on. */
  public void holdRequests() {
    requests.close();
  }

  /** Holds the data that the server sends from now on. */
  public void holdReplies() {
    replies.close();
  }

  /** On how many connections it holds data from the client. */
  public int heldRequests() {
    return requests.waiting();
  }

  /** On how many connections it holds data from the server. */
  public int heldReplies() {
    return replies.waiting();
  }

  /** Delivers the held data, and stops holding. */
  public void deliver() {
    requests.open();
    replies.open();
  }

  /** Delays the data that the server sends from now on, one piece after the other. */
  public void delayReplies(Duration time) {
    delay = time;
  }

  /** Directs all later connections to another server. */
  public void leadTo(int port) {
    target = port;
  }

  /** Breaks all connections that are open now. */
  public void cut() {
    List<Socket> now = List.copyOf(open);
    now.forEach(Gate::drop);
    open.removeAll(now); // not all: those accepted meanwhile must be cut the next time
  }

  /** Breaks the connection of the next reply, instead of forwarding the reply. */
  public void loseNextReply() {
    losing.set(true);
  }

  /** How many connections were accepted. */
  public int connections() {
    return accepted.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        accepted.incrementAndGet();
        client.setTcpNoDelay(true);
        open.add(client);
        lead(client);
      } catch (IOException e) {
        // closed, and the loop ends
      }
    }
  }

  /** If the server refuses, the client's connection is closed at once. */
  private void lead(Socket client) throws IOException {
    int port = target;
    if (port == 0) {
      return;
    }
    try {
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), port);
      behind.setTcpNoDelay(true);
      open.add(behind);
      int born = generation.get();
      start(() -> copy(client, behind, born, false));
      start(() -> copy(behind, client, born, true));
    } catch (IOException e) {
      client.close();
    }
  }

  private void copy(Socket from, Socket to, int born, boolean fromServer) {
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (fromServer && losing.compareAndSet(true, false)) {
          from.close();
          to.close();
          return;
        }
        if (fromServer) {
          LockSupport.parkNanos(delay.toNanos());
        }
        (fromServer ? replies : requests).pass();
        if (generation.get() == born) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // one of both ends is closed; the other is closed below
    }
    if (generation.get() == born) {
      drop(from);
      drop(to);
    }
  }

  private static void drop(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks all connections and stops listening. */
  @Override
  public void close() {
    drop(server);
    cut();
    deliver();
  }

  /** Lets threads pass while it is open. */
  private static final class Barrier {

    private boolean closed;
    private int waiting;

    synchronized int waiting() {
      return waiting;
    }

    synchronized void close() {
      closed = true;
    }

    synchronized void open() {
      closed = false;
      notifyAll();
    }

    synchronized void pass() throws IOException {
      waiting++;
      try {
        while (closed) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } finally {
        waiting--;
      }
    }
  }
}
