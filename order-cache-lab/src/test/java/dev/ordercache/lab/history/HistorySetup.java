package dev.ordercache.lab.history;

import dev.ordercache.lab.OrdersDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The servers and processes of a run. */
final class HistorySetup implements AutoCloseable {

  /** One page has them all. */
  static final int ORDERS = 180;

  static final int INSTANCES = 3;

  final Variant variant;
  final HistoryInstance.Load load;
  final WrongRedis wrongRedis = new WrongRedis();
  final OrdersDatabase postgres = OrdersDatabase.create();
  final RedisPair redis = new RedisPair(INSTANCES, wrongRedis);
  final List<InstanceProcess> processes = new ArrayList<>();

  /** How often orders were inserted, in all. */
  final AtomicInteger lives = new AtomicInteger(1);

  final Path folder;
  private final Thread emergency = new Thread(this::stopProcesses);

  /** Starts everything. */
  HistorySetup(Variant variant, HistoryInstance.Load load) {
    this.variant = variant;
    this.load = load;
    Runtime.getRuntime().addShutdownHook(emergency);
    try {
      folder = Files.createTempDirectory("order-cache-history");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    postgres.enter(1, load.orders(), "MANUFACTURING_APPROVED");
    postgres.sql("UPDATE orders SET product = '1'");
    String classPath = variant.classPath(folder.resolve("scripts"));
    for (int i = 0; i < INSTANCES; i++) {
      InstanceProcess process =
          new InstanceProcess(
              classPath,
              postgres.database().withPoolSize(6),
              redis.gate(i).uri(),
              load,
              isNear(i),
              folder.resolve("errors-of-" + i));
      processes.add(process);
    }
    processes.parallelStream().forEach(InstanceProcess::start);
    switchRelays(true);
  }

  /** Whether an instance answers lists from its near cache: all but one, where there is one. */
  boolean isNear(int instance) {
    return instance > 0 && variant != Variant.PLAIN;
  }

  /** Starts or stops the relays of all instances, where there are any. */
  void switchRelays(boolean on) {
    processes.forEach(process -> switchRelay(process, on));
  }

  void switchRelay(InstanceProcess process, boolean on) {
    if (variant.isRelayed()) {
      process.order("relay " + (on ? "on" : "off"));
    }
  }

  private void stopProcesses() {
    processes.forEach(InstanceProcess::close);
    redis.close();
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(emergency);
    } catch (IllegalStateException e) {
      return; // the JVM ends, and the hook runs
    }
    stopProcesses();
    delete(folder);
  }
}
