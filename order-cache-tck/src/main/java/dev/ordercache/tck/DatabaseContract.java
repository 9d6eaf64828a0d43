package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.memory.Orders;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;

/** The common base of the contracts of the database's ports: a new database for each test. */
@DisplayNameGeneration(Sentences.class)
public abstract class DatabaseContract {

  /** The maximum time for a call to a server that does not answer. */
  static final Duration FINITE = Duration.ofSeconds(10);

  DatabaseUnderTest database;

  /**
   * Opens a database.
   *
   * @return a database without orders, and with an empty log
   */
  protected abstract DatabaseUnderTest open();

  /**
   * Opens a database at an address at which a server accepts connections and never answers. The
   * adapters must have short timeouts, a few seconds at most. Where there is no server, aborts with
   * {@link org.junit.jupiter.api.Assumptions#abort(String)}.
   */
  protected abstract DatabaseUnderTest openAt(InetSocketAddress silentServer);

  /** Opens the test's database. */
  @BeforeEach
  protected final void openDatabase() {
    database = open();
  }

  /** Closes the test's database. */
  @AfterEach
  protected final void closeDatabase() {
    database.close();
  }

  /** Puts each order in a transaction of its own. */
  void put(Order... orders) {
    for (Order order : orders) {
      database.put(List.of(order));
    }
  }

  void put(Stream<Orders> orders) {
    database.put(orders.map(Orders::build).toList());
  }

  Order stored(long id) {
    return database.orders().find(new OrderId(id)).value().orElseThrow();
  }

  /** Calls a server that never answers, and expects the port's own exception in finite time. */
  void assertFails(Class<? extends RuntimeException> type, Consumer<DatabaseUnderTest> call) {
    try (BlackHole server = new BlackHole()) {
      assertTimeoutPreemptively(
          FINITE,
          () -> {
            try (DatabaseUnderTest silent = openAt(server.address())) {
              assertThrows(type, () -> call.accept(silent));
            }
          });
    }
  }
}
