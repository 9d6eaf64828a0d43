package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Source;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.RedisNode;
import org.junit.jupiter.api.Test;

class TwoInstancesTest {

  @Test
  void twoInstancesShareACacheThatFollowsAPersonAtASqlPrompt() {
    OrdersDatabase postgres = OrdersDatabase.create().withLongTimeouts();
    try (RedisNode node = new RedisNode();
        Instance one = new Instance(postgres, node.uri(), CachePlan.defaults());
        Instance two = new Instance(postgres, node.uri(), CachePlan.defaults())) {
      one.startRelay();
      postgres.enter(1, 10, APPROVED.name());
      await().until(() -> one.list(APPROVED).source() == Source.HIT);
      await().until(() -> two.list(APPROVED).source() == Source.HIT);
      assertEquals(10, two.list(APPROVED).value().orders().size());

      postgres.setStatus(3, STARTED.name());
      await().until(() -> two.list(APPROVED).value().orders().size() == 9);
      assertEquals(1, two.list(STARTED).value().orders().size());
    }
  }
}
