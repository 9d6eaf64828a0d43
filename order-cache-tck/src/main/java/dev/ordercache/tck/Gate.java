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
 * A network in front of a server on the loopback interface, for tests of what networks do:
 *
 * <ul>
 *   <li>It can swallow: connections that are open when it does stay open and silent for ever, as
 *       when a firewall forgets them. Later ones work.
 *   <li>It can hold what it is given, in one direction or both, and deliver it later, in order.
 *   <li>It can be slow.
 *   <li>It can lead later connections elsewhere, as when a name moves to another server; those that
 *       are open stay where they are.
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

  /** Leads to a port; 0 leads nowhere: every connection is accepted and silent. */
  public Gate(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** The same as the URI of a Redis. */
  public String uri() {
    return "redis://127.0.0.1:" + port();
  }

  /** Makes all connections silent that are open now. */
  public void swallow() {
    generation.incrementAndGet();
  }

  /** Holds what clients send from now on. */
  public void holdRequests() {
    requests.close();
  }

  /** Holds what the server sends from now on. */
  public void holdReplies() {
    replies.close();
  }

  /** On how many connections it holds something that the client has sent. */
  public int heldRequests() {
    return requests.waiting();
  }

  /** On how many connections it holds something that the server has sent. */
  public int heldReplies() {
    return replies.waiting();
  }

  /** Delivers what it holds, and holds no more. */
  public void deliver() {
    requests.open();
    replies.open();
  }

  /** Delays whatever the server sends from now on, one piece after the other. */
  public void delayReplies(Duration time) {
    delay = time;
  }

  /** Leads all later connections to another server. */
  public void leadTo(int port) {
    target = port;
  }

  /** Breaks all connections that are open now. */
  public void cut() {
    List<Socket> now = List.copyOf(open);
    now.forEach(Gate::drop);
    open.removeAll(now); // not all: those accepted meanwhile are to be cut the next time
  }

  /** Breaks the connection that the next reply comes over, instead of passing the reply on. */
  public void loseNextReply() {
    losing.set(true);
  }

  /** How many connections there have been. */
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

  /** A server that refuses is seen as a connection that ends at once. */
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
      // one of both ends is gone, and the other follows
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

  /** Breaks all connections and listens no more. */
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
