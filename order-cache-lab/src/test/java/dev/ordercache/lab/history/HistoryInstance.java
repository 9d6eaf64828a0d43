package dev.ordercache.lab.history;

import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideStatistics;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.lab.Instance;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.relay.ChangeRelay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program of one instance: readers, library writers and a relay, each controlled by a line on
 * its standard input, which it answers by a line on its output. It ends with its input.
 */
final class HistoryInstance {

  private final Instance instance;
  private final CacheAsideOrderQuery orders;
  private final Load load;
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable ChangeRelay relay;
  private volatile boolean working;

  private HistoryInstance(Instance instance, CacheAsideOrderQuery orders, Load load) {
    this.instance = instance;
    this.orders = orders;
    this.load = load;
  }

  /** The load of an instance. */
  record Load(int orders, int readers, int writers, long pauseMicros) {

    static Load parse(String text) {
      String[] parts = text.split(",", -1);
      return new Load(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Long.parseLong(parts[3]));
    }

    String text() {
      return orders + "," + readers + "," + writers + "," + pauseMicros;
    }
  }

  /**
   * Arguments: Redis' URI, the load, the database's URL and user, and whether lists are answered
   * from a near cache. The database's password is in PASSWORD.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    JdbcSettings database = JdbcSettings.of(arguments[2], arguments[3], System.getenv("PASSWORD"));
    Load load = Load.parse(arguments[1]);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Instance instance =
            new Instance(OrdersDatabase.of(database), arguments[0], CachePlan.defaults());
        RedisNearCache near =
            new RedisNearCache(instance.redis, instance.cache, NearCacheSettings.defaults())) {
      CacheAsideOrderQuery orders = instance.orders;
      if (Boolean.parseBoolean(arguments[4])) {
        near.start();
        orders = instance.reading(near);
      }
      HistoryInstance program = new HistoryInstance(instance, orders, load);
      System.out.println("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(program.obey(line.split(" ", -1)));
      }
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // not after the threads that still work
    }
  }

  private String obey(String[] command) throws InterruptedException {
    switch (command[0]) {
      case "begin" -> begin(Path.of(command[1]), command[2], Long.parseLong(command[3]));
      case "rest" -> rest();
      case "settle" -> {
        HistoryLog log = new HistoryLog(Path.of(command[1]), command[2]);
        return new Settling(orders, instance.database, load.orders()).settle(log);
      }
      case "relay" -> switchRelay(command[1].equals("on"));
      case "leads" -> {
        ChangeRelay present = relay;
        return "" + (present != null && present.statistics().leading());
      }
      case "statistics" -> {
        CacheAsideStatistics counted = orders.statistics();
        return counted.refusedFills() + " " + counted.loads() + " " + counted.cacheFailures();
      }
      default -> throw new IllegalArgumentException(command[0]);
    }
    return "ok";
  }

  private void begin(Path folder, String name, long seed) {
    working = true;
    for (int i = 0; i < load.readers(); i++) {
      HistoryLog log = new HistoryLog(folder, name + "-r" + i);
      start(new Reading(orders, load, log, seed + i), "reader");
    }
    for (int i = 0; i < load.writers(); i++) {
      HistoryLog log = new HistoryLog(folder, name + "-w" + i);
      start(new Changing(instance, load, log, seed - 1 - i), "writer");
    }
  }

  private void start(Runnable step, String name) {
    Thread thread =
        new Thread(
            () -> {
              while (working) {
                step.run();
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private void rest() throws InterruptedException {
    working = false;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }

  private void switchRelay(boolean on) {
    ChangeRelay present = relay;
    if (present != null) {
      present.close();
    }
    relay = on ? instance.startRelay() : null;
  }
}
