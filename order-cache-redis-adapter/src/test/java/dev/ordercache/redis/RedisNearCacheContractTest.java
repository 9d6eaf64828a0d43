package dev.ordercache.redis;

import static dev.ordercache.redis.TestOrders.APPROVED;

import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.Gate;
import dev.ordercache.tck.NearCacheContract;
import dev.ordercache.tck.NearCacheUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

class RedisNearCacheContractTest extends NearCacheContract {

  @Override
  protected NearCacheUnderTest open(CacheSettings settings) {
    return instances(RedisCacheUnderTest.open(settings));
  }

  static NearCacheUnderTest instances(RedisCacheUnderTest elsewhere) {
    Gate gate = new Gate(RedisNode.shared().port());
    RedisConnections connections = elsewhere.through(gate);
    RedisOrderCache cache = elsewhere.instance(connections);
    return new Instances(elsewhere.near(cache), cache, connections, gate, elsewhere);
  }

  /** The near cache's own requests do not pass the gate. */
  private record Instances(
      RedisNearCache near,
      RedisOrderCache cache,
      RedisConnections connections,
      Gate gate,
      CacheUnderTest elsewhere)
      implements NearCacheUnderTest {

    @Override
    public <V> Lookup<V> lookup(CacheKey<V> key, Runnable meanwhile) {
      gate.holdReplies();
      CompletableFuture<Lookup<V>> reply =
          CompletableFuture.supplyAsync(() -> cache.<V>lookup(List.of(key)).get(0));
      Awaitility.await().until(() -> gate.heldReplies() == 1);
      meanwhile.run();
      gate.deliver();
      return reply.join();
    }

    @Override
    public void changed(ListEntry list) {
      near.changed(List.of(new EventLog.Entry("1", new Event.ListChanged(list.status()))));
    }

    /**
     * Reads, because otherwise nothing is confirmed. The confirmation under way may have been
     * requested before this call.
     */
    @Override
    public void confirm() {
      long before = near.statistics().confirmations();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                near.get(new CountKey(APPROVED));
                return near.statistics().confirmations() >= before + 2;
              });
    }

    @Override
    public void close() {
      near.close();
      connections.close();
      gate.close();
      elsewhere.close();
    }
  }
}
