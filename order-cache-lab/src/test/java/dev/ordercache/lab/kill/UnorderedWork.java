package dev.ordercache.lab.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.lab.ForwardingWork;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.StatusChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** The usual queue in a table: {@code FOR UPDATE SKIP LOCKED}, and no groups. */
final class UnorderedWork extends ForwardingWork {

  private static final List<Transition> WAYS = List.copyOf(Workflow.defaults().transitions());

  private final StatusChangeInbox inbox;
  private final DataSource connections;
  private final String settle;

  UnorderedWork(StatusChanges.Parts parts, JdbcSettings database) {
    super(parts.work());
    inbox = parts.inbox();
    connections = PostgresDataSources.pooled(database, "unordered");
    try (InputStream in = UnorderedWork.class.getResourceAsStream("unordered-settle.sql")) {
      settle = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    Set<Long> settled = new HashSet<>();
    try (Connection connection = connections.getConnection();
        PreparedStatement sql = connection.prepareStatement(settle)) {
      sql.setArray(1, texts(connection, way -> way.from().name()));
      sql.setArray(2, texts(connection, way -> way.to().name()));
      sql.setArray(
          3,
          connection.createArrayOf("boolean", WAYS.stream().map(Transition::undoable).toArray()));
      sql.setArray(4, texts(connection, way -> way.assignment().name()));
      try (ResultSet rows = sql.executeQuery()) {
        while (rows.next()) {
          settled.add(rows.getLong(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(settle, e);
    }
    return inbox.findAll(settled);
  }

  private static java.sql.Array texts(Connection connection, Function<Transition, String> text)
      throws SQLException {
    return connection.createArrayOf("text", WAYS.stream().map(text).toArray());
  }
}
