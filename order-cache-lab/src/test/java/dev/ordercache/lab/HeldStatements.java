package dev.ordercache.lab;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads from PostgreSQL that a test can hold when one statement has been executed. A read that
 * needs a second statement executes it afterwards.
 */
final class HeldStatements {

  final JdbiOrderQuery orders;
  private final AtomicReference<Hold> after = new AtomicReference<>();

  HeldStatements(JdbcSettings database) {
    DataSource connections = PostgresDataSources.unpooled(database);
    orders =
        new JdbiOrderQuery(held(DataSource.class, connections), CachePlan.defaults(), database);
  }

  /** The next statement's caller is held when it has been executed. */
  Hold holdAfterNext() {
    Hold hold = new Hold();
    after.set(hold);
    return hold;
  }

  private <T> T held(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            HeldStatements.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, method, arguments)));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
    if (method.getName().startsWith("execute")) {
      Hold.pass(after);
    }
    if (result instanceof Connection connection) {
      return held(Connection.class, connection);
    }
    return result instanceof PreparedStatement statement
        ? held(PreparedStatement.class, statement)
        : result;
  }
}
