package dev.ordercache.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisNodeTest {

  private final RedisNode node = new RedisNode();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void repliesOfEveryKindAreRead() {
    assertEquals("OK", node.send("SET", "key", "two words, \"é\"\r\n"));
    assertEquals("two words, \"é\"\r\n", node.send("GET", "key"));
    assertNull(node.send("GET", "other"));
    assertEquals(1, node.number("EXISTS", "key"));
    assertEquals(List.of("key"), node.list("KEYS", "*"));
    assertEquals(
        Arrays.asList(7L, null, List.of("x")), node.send("EVAL", "return {7, false, {'x'}}", "0"));
    String error =
        assertThrows(IllegalStateException.class, () -> node.send("GOT", "key")).toString();
    assertTrue(error.contains("ERR unknown command"), error);
    assertEquals("PONG", node.send("PING"));
  }

  @Test
  void aNodeThatWasKilledIsEmptyOnTheSamePort() {
    int port = node.port();
    node.send("SET", "key", "value");
    node.kill();
    assertThrows(UncheckedIOException.class, () -> node.send("PING"));

    node.start();
    assertEquals(port, node.port());
    assertEquals(0, node.number("DBSIZE"));
  }

  @Test
  void aReplicaHasWhatItsPrimaryHasAndIsPromoted() {
    node.send("SET", "key", "value");
    try (RedisNode replica = new RedisNode()) {
      replica.replicate(node);
      assertEquals("value", replica.send("GET", "key"));
      replica.promote();
      assertEquals("OK", replica.send("SET", "key", "other"));
      assertEquals("value", node.send("GET", "key"));
    }
  }
}
