package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Transactions that overlap in random ways, beside a relay that polls and acknowledges at random: a
 * poll that reports that it is complete has missed no row that was committed before it. A failure
 * names the seed that repeats it.
 */
class OverlappingTransactionsTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int STEPS = 300;
  private static final int SESSIONS = 6;

  /** Writes in some sessions, and records what is committed. */
  private static final class Writers implements AutoCloseable {

    private final Random random;
    private final List<Writer> sessions = new ArrayList<>();
    private final Set<Long> committed = new HashSet<>();
    private long lastOrder;

    Writers(Random random) {
      this.random = random;
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(new Writer(DATABASE.jdbi().open()));
      }
    }

    private static final class Writer {
      private final Handle handle;
      private final Set<Long> written = new HashSet<>();

      Writer(Handle handle) {
        this.handle = handle;
      }
    }

    void step() {
      Writer writer = sessions.get(random.nextInt(SESSIONS));
      Handle handle = writer.handle;
      if (!handle.isInTransaction()) {
        handle.begin();
        handle.execute("SELECT pg_current_xact_id()"); // its rows may follow much later
        return;
      }
      switch (random.nextInt(6)) {
        case 0, 1 -> writer.written.addAll(insert(handle, 1 + random.nextInt(3)));
        case 2 -> {
          handle.savepoint("kept");
          writer.written.addAll(insert(handle, 1));
          handle.releaseSavepoint("kept");
        }
        case 3 -> {
          handle.savepoint("lost");
          insert(handle, 1);
          handle.rollbackToSavepoint("lost");
        }
        case 4 -> commit(writer);
        default -> {
          if (random.nextBoolean()) {
            handle.rollback();
            writer.written.clear();
          }
        }
      }
    }

    private Set<Long> insert(Handle handle, int count) {
      long first = lastOrder + 1;
      lastOrder += count;
      TestDatabase.insert(handle, (int) first, (int) lastOrder, "PACKAGING");
      return new HashSet<>(LongStream.rangeClosed(first, lastOrder).boxed().toList());
    }

    private void commit(Writer writer) {
      writer.handle.commit();
      committed.addAll(writer.written);
      writer.written.clear();
    }

    void commitAll() {
      sessions.stream().filter(writer -> writer.handle.isInTransaction()).forEach(this::commit);
    }

    @Override
    public void close() {
      for (Writer writer : sessions) {
        if (writer.handle.isInTransaction()) {
          writer.handle.rollback();
        }
        writer.handle.close();
      }
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCompletePollLeavesNothingBehind(long seed) {
    Random random = new Random(seed);
    Set<Long> relayed = new HashSet<>();
    try (Writers writers = new Writers(random);
        Relay relay = new Relay(random)) {
      for (int i = 0; i < STEPS; i++) {
        if (random.nextInt(3) == 0) {
          relay.round(writers.committed, relayed);
        } else {
          writers.step();
        }
      }
      writers.commitAll();
      while (!DATABASE.logged().isEmpty() || !relayed.containsAll(writers.committed)) {
        relay.round(writers.committed, relayed);
      }
      assertEquals(writers.committed, relayed);
    }
  }

  /** The real relay, which sometimes is elected again or ends before it has acknowledged. */
  private static final class Relay implements AutoCloseable {

    private final Random random;
    private final JdbiChangeLog log =
        new JdbiChangeLog(
            PostgresDataSources.unpooled(DATABASE.settings()),
            DATABASE.plan(),
            DATABASE.settings());
    private Leadership leader = log.lead().orElseThrow();
    private long seq;

    Relay(Random random) {
      this.random = random;
    }

    void round(Set<Long> committed, Set<Long> relayed) {
      ChangeBatch batch = leader.poll(1 + random.nextInt(8));
      Set<Long> polled = new HashSet<>();
      batch.changes().forEach(change -> polled.add(change.id().value()));
      assertTrue(committed.containsAll(polled), "polled rows that are not committed");
      if (batch.everything()) {
        polled.addAll(committed);
      }
      if (batch.complete()) {
        Set<Long> missed = new HashSet<>(committed);
        missed.removeAll(relayed);
        missed.removeAll(polled);
        assertEquals(Set.of(), missed, "missed by a complete poll");
      }
      if (random.nextInt(8) > 0) {
        if (!batch.isEmpty()) {
          leader.acknowledge(batch, ++seq);
        }
        relayed.addAll(polled);
      } else {
        leader.close();
        leader = log.lead().orElseThrow();
      }
    }

    @Override
    public void close() {
      leader.close();
      log.close();
    }
  }

  /** A relay that continues from the first transaction that had not begun at its last poll. */
  @Test
  void aFloorWithoutTheTransactionsInProgressMissesSome() {
    Random random = new Random(1);
    Set<Long> read = new HashSet<>();
    long floor = 0;
    try (Writers writers = new Writers(random)) {
      for (int i = 0; i < STEPS; i++) {
        writers.step();
        if (i % 5 == 0) {
          read.addAll(
              DATABASE.query(
                  "SELECT order_id FROM order_change WHERE tx >= '" + floor + "'::xid8",
                  Long.class));
          floor =
              DATABASE
                  .query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text", Long.class)
                  .get(0);
        }
      }
      assertTrue(read.size() < writers.committed.size() && !read.isEmpty());
    }
  }
}
