package dev.ordercache.lab;

import dev.ordercache.OrderQuery;
import dev.ordercache.jdbc.JdbiOrderQuery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database as it was when a transaction began that is still open. */
final class OldSnapshot implements AutoCloseable {

  private final OrdersDatabase postgres;
  private final boolean hidden;
  private final Connection connection;

  /**
   * If hidden, its connection claims to be in autocommit mode; otherwise the library refuses it.
   */
  OldSnapshot(OrdersDatabase postgres, boolean hidden) throws SQLException {
    this.postgres = postgres;
    this.hidden = hidden;
    connection = postgres.connect();
  }

  /** Begins the transaction. */
  void begin() throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try (Statement first = connection.createStatement()) {
      first.execute("SELECT FROM orders");
    }
  }

  /** Reads in the transaction, once it has begun. */
  OrderQuery orders(Instance instance) {
    Connection kept = proxy(Connection.class, this::use);
    DataSource source = proxy(DataSource.class, (method, arguments) -> kept);
    return new JdbiOrderQuery(source, instance.plan, postgres.database());
  }

  private @Nullable Object use(Method method, Object @Nullable [] arguments)
      throws ReflectiveOperationException {
    if (method.getName().equals("close")) {
      return null;
    }
    boolean answered = hidden && method.getName().equals("getAutoCommit");
    return answered ? true : method.invoke(connection, arguments);
  }

  private interface Call {
    @Nullable Object answer(Method method, Object @Nullable [] arguments)
        throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return call.answer(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
