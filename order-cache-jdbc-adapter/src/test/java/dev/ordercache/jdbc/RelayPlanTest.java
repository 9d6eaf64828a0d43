package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeLog.Leadership;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How a poll is planned in a relay's session: a server that has a JIT compiler, as most do,
 * compiles a plan that seems expensive, which takes a thousand times as long as the poll.
 */
class RelayPlanTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");
  private static final double MAX_COST = 100_000;

  @Test
  void aPollSeemsCheapAndIsNotCompiled() {
    try (Handle session = relaySession()) {
      String plan = plan(session, Sql.read("poll", DATABASE.plan().table()));
      assertTrue(cost(plan) < MAX_COST, plan);
      assertFalse(plan.contains("JIT:"), plan);
    }
  }

  /** The former poll: sequential scans are off, and only such a scan can read the one row. */
  @Test
  void withoutTheKeyOfTheOneRowItSeemsExpensive() {
    try (Handle session = relaySession()) {
      String poll = Sql.read("poll", DATABASE.plan().table()).replace("WHERE relay.single", "");
      // since PostgreSQL 18 a disabled scan is counted and not made expensive
      String plan = plan(session, poll);
      assertTrue(cost(plan) > MAX_COST || plan.contains("Disabled: true"), plan);
    }
  }

  /** Otherwise each is planned again, which takes longer than to execute it. */
  @Test
  void theServerPreparesThePoll() throws SQLException {
    List<Connection> sessions = new ArrayList<>();
    PGSimpleDataSource connections =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            Connection session = super.getConnection();
            sessions.add(session);
            return session;
          }
        };
    connections.setUrl(DATABASE.settings().url());
    connections.setUser(DATABASE.settings().user());
    try (JdbiChangeLog log = new JdbiChangeLog(connections, DATABASE.plan(), DATABASE.settings());
        Leadership leader = log.lead().orElseThrow()) {
      for (int i = 0; i < 10; i++) {
        leader.poll(1_000);
      }
      try (Statement sql = sessions.get(0).createStatement();
          ResultSet prepared =
              sql.executeQuery(
                  "SELECT count(*) FROM pg_prepared_statements"
                      + " WHERE statement LIKE 'SELECT relay.term%'")) {
        assertTrue(prepared.next());
        assertEquals(1, prepared.getInt(1));
      }
    }
  }

  private static Handle relaySession() {
    Handle session = DATABASE.jdbi().open();
    session
        .createQuery(Sql.read("relay-session", DATABASE.settings(), false))
        .bind("idle", "60000")
        .mapTo(String.class)
        .one();
    return session;
  }

  private static String plan(Handle session, String sql) {
    return String.join(
        "\n",
        session
            .createQuery("EXPLAIN " + sql)
            .bindMap(LogPlace.behind(new LogSnapshot("1:1:")).parameters(1_001, null))
            .bind("triggers", "")
            .mapTo(String.class)
            .list());
  }

  private static double cost(String plan) {
    Matcher cost = COST.matcher(plan);
    assertTrue(cost.find(), plan);
    return Double.parseDouble(cost.group(1));
  }
}
