package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.AppReaders.page;
import static dev.ordercache.app.RunningApp.APPROVED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What readers and writers of the running app get while Redis fails, and afterwards: the rows about
 * Redis of the table in {@code docs/consistency.md}.
 */
class RedisOutageTest {

  private static final long CHANGED = 3;

  private AppDatabase database;
  private RedisNode node;
  private Gate gate;
  private RunningApp running;
  private AppReaders readers;

  @BeforeEach
  void start() throws InterruptedException {
    database = AppDatabase.create();
    database.enter(1, 300, "MANUFACTURING_APPROVED");
    node = new RedisNode();
    gate = new Gate(node.port());
    running = RunningApp.start(database.appSettings(gate.uri()));
    readers = new AppReaders(running);
    awaitSource("cache");
    assertTrue(showsChangedOrder());
    awaitCircuit("closed");
  }

  @AfterEach
  void stop() {
    node.resume();
    running.close();
    gate.close();
    node.close();
  }

  private boolean showsChangedOrder() {
    JsonNode orders = running.read(APPROVED).get("orders");
    return StreamSupport.stream(orders.spliterator(), false)
        .anyMatch(order -> order.get("id").longValue() == CHANGED);
  }

  /** A change at a SQL prompt, which every answer from the database must show. */
  private void change() {
    database.setStatus(CHANGED, "MANUFACTURING_STARTED");
  }

  private void awaitSource(String source) {
    await().atMost(TIMEOUT).until(() -> readers.gets(APPROVED, source, "cache", "database"));
  }

  private void awaitCircuit(String state) {
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              AppReaders.assertAnswered(running.get(APPROVED), "cache", "database");
              return readers.circuitIs(state);
            });
  }

  /** The same app, without a restart, answers from the cache again, and correctly. */
  private void assertRecovers() {
    await()
        .atMost(TIMEOUT)
        .until(() -> readers.gets(APPROVED, "cache", "database") && !showsChangedOrder());
    awaitCircuit("closed");
    AppReaders.awaitNoThreadLeft();
  }

  @Test
  void refusing() throws Exception {
    node.kill();
    awaitSource("database");
    change();
    await().atMost(TIMEOUT).until(() -> !showsChangedOrder());
    awaitCircuit("open");
    readers.assertDatabaseIsNotFlooded(database);
    node.start();
    assertRecovers();
  }

  @Test
  void hanging() throws Exception {
    node.pause();
    awaitSource("database");
    awaitCircuit("open");
    readers.assertDatabaseIsNotFlooded(database);
    assertTrue(readers.metric("order_cache_circuit_refused_total") > 0);
    HttpResponse<String> accepted =
        running.submit(CHANGED, database.version(CHANGED), "MANUFACTURING_STARTED");
    assertEquals(202, accepted.statusCode(), accepted.body());
    await().atMost(TIMEOUT).until(() -> running.state(accepted).equals("APPLIED"));
    assertEquals(false, showsChangedOrder());
    node.resume();
    assertRecovers();
    await().atMost(TIMEOUT).until(() -> running.state(accepted).equals("DONE"));
  }

  @Test
  void slow() throws Exception {
    gate.delayReplies(Duration.ofMillis(350));
    awaitCircuit("open");
    change();
    readers.assertDatabaseIsNotFlooded(database);
    gate.delayReplies(Duration.ZERO);
    assertRecovers();
  }

  /** The state of a primary after a failover, if its successor cannot be reached. */
  @Test
  void readOnly() throws Exception {
    node.send("REPLICAOF", "127.0.0.1", "1");
    assertEquals("database", running.source(page(200)), "nothing can be leased");
    change();
    await().atMost(TIMEOUT).until(() -> !showsChangedOrder());
    assertEquals("database", running.source(APPROVED), "the guard has expired");
    readers.assertDatabaseIsNotFlooded(database);
    awaitCircuit("closed"); // Redis answers, so no call waits
    node.promote();
    assertRecovers();
  }

  @Test
  void outOfMemory() throws Exception {
    node.send("CONFIG", "SET", "maxmemory", "1");
    awaitSource("cache"); // hits need no memory
    assertEquals("database", running.source(page(200)));
    readers.assertDatabaseIsNotFlooded(database);
    change();
    await().atMost(TIMEOUT).until(() -> !showsChangedOrder());
    assertEquals("database", running.source(APPROVED), "deleted, and not filled again");
    awaitCircuit("closed"); // Redis answers
    node.send("CONFIG", "SET", "maxmemory", "0");
    assertRecovers();
  }

  @Test
  void restartedEmpty() throws Exception {
    double epochs = readers.metric("order_cache_relay_epochs_total");
    node.kill();
    change();
    node.start();
    AppReaders.assertAnswered(running.get(APPROVED), "cache", "database");
    readers.assertDatabaseIsNotFlooded(database);
    assertRecovers();
    assertTrue(readers.metric("order_cache_relay_epochs_total") > epochs);
  }

  @Test
  void failingOver() throws Exception {
    try (RedisNode replica = new RedisNode()) {
      replica.replicate(node);
      node.kill();
      change();
      awaitCircuit("open");
      readers.assertDatabaseIsNotFlooded(database);
      replica.promote();
      gate.leadTo(replica.port());
      assertRecovers();
      running.close();
    }
  }
}
