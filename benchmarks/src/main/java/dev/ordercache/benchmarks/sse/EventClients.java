package dev.ordercache.benchmarks.sse;

import dev.ordercache.benchmarks.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients of the events in their own process, on one thread. Arguments: the port, the number of
 * clients, and the maximum number of events. Prints a line when all clients have received an
 * answer. For each line of standard input, it prints the delivery times since the previous one. On
 * Linux the monotonic clock is the same in all processes.
 */
public final class EventClients {

  private static final String REQUEST =
      """
      GET /api/events?lists=none HTTP/1.1\r
      Host: localhost\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
      Accept: text/event-stream\r
      Accept-Language: en-US,en;q=0.5\r
      Accept-Encoding: gzip, deflate, br, zstd\r
      Referer: http://localhost/\r
      Connection: keep-alive\r
      Cache-Control: no-cache\r
      \r
      """;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final AtomicReference<String> requested = new AtomicReference<>();
  private final int capacity;
  private Durations durations;
  private int answered;
  private int ended;

  private EventClients(int capacity) throws IOException {
    selector = Selector.open();
    this.capacity = capacity;
    durations = new Durations(capacity);
  }

  /** One connection, and the state of its parser. */
  private static final class Connection {

    private static final byte[] BEFORE = "data: {\"id\":".getBytes(StandardCharsets.US_ASCII);

    private boolean answered;
    private int matched;
    private long number;

    /** The id that ends with this byte, or -1. */
    long next(byte character) {
      if (matched < BEFORE.length) {
        matched = character == BEFORE[matched] ? matched + 1 : character == BEFORE[0] ? 1 : 0;
        number = 0;
      } else if (character >= '0' && character <= '9') {
        number = number * 10 + character - '0';
      } else {
        matched = 0;
        return number;
      }
      return -1;
    }
  }

  /** Connects, and reports until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    EventClients clients = new EventClients(Integer.parseInt(arguments[2]));
    int count = Integer.parseInt(arguments[1]);
    clients.connect(Integer.parseInt(arguments[0]), count);
    while (clients.answered < count) {
      clients.select();
    }
    System.out.println("all have received an answer");
    Thread reader = new Thread(clients::readCommands, "commands");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      clients.select();
      String name = clients.requested.getAndSet(null);
      if (name != null) {
        clients.report(name);
      }
    }
  }

  private void connect(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Connection());
      selector.selectNow(this::read);
    }
  }

  private void readCommands() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        requested.set(line);
        selector.wakeup();
      }
    } catch (IOException e) {
      System.err.println("no more commands: " + e.getMessage());
    }
    System.exit(0);
  }

  private void report(String name) {
    System.out.println(durations.report(name) + "   ended " + ended);
    durations = new Durations(capacity);
  }

  private void select() throws IOException {
    selector.select(this::read);
  }

  private void read(SelectionKey key) {
    buffer.clear();
    try {
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        throw new IOException("ended");
      }
    } catch (IOException e) {
      ended++;
      key.cancel();
      return;
    }
    long now = System.nanoTime();
    Connection connection = (Connection) key.attachment();
    if (!connection.answered) {
      connection.answered = true;
      answered++;
    }
    buffer.flip();
    while (buffer.hasRemaining()) {
      long due = connection.next(buffer.get());
      if (due >= 0) {
        durations.add(now - due);
      }
    }
  }
}
