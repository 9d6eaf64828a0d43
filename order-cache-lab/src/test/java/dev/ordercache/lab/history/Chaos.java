package dev.ordercache.lab.history;

import dev.ordercache.lab.history.Fault.Track;
import dev.ordercache.tck.Gate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Executes a plan, each track on its own thread, and repairs everything before it ends. */
final class Chaos {

  private static final long SLOWEST = 3;
  private static final int EVICTED = 40;
  private static final String SESSIONS =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND application_name = 'order-cache'"
          + " AND pid <> pg_backend_pid()";

  private final HistorySetup setup;
  private final Path logs;
  private final Plan plan;
  private final AtomicInteger lives = new AtomicInteger();
  private final Tally tally = new Tally();
  private final CountDownLatch never = new CountDownLatch(1);

  /** For a round whose instances log into a folder. */
  Chaos(HistorySetup setup, Path logs, Plan plan) {
    this.setup = setup;
    this.logs = logs;
    this.plan = plan;
  }

  /** Lets an instance begin its part of the round, again if its process is a new one. */
  void begin(int instance) {
    int life = lives.getAndIncrement();
    setup
        .processes
        .get(instance)
        .order("begin " + logs + " " + instance + "-" + life + " " + (plan.seed() + 31L * life));
  }

  /**
   * Executes the plan: takes as long as the longer track, and at least the given time. On a machine
   * so slow that it takes several times as long, the rest of the plan is left out.
   */
  Tally run(long minMillis) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(minMillis) * SLOWEST;
    ExecutorService tracks = Executors.newFixedThreadPool(Track.values().length);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Track track : Track.values()) {
        Callable<Void> work =
            () -> {
              for (Fault fault : plan.of(track)) {
                if (System.nanoTime() < end) {
                  pause(fault.afterMillis());
                  happen(fault);
                  count(fault);
                }
              }
              return null;
            };
        running.add(tracks.submit(work));
      }
      pause(minMillis);
      for (Future<?> track : running) {
        track.get();
      }
    } finally {
      tracks.shutdownNow();
    }
    return tally;
  }

  private synchronized void count(Fault fault) {
    tally.count("fault " + fault.kind(), 1);
    tally.count(Tally.FAULTS, 1);
  }

  private void happen(Fault fault) throws InterruptedException {
    InstanceProcess process = setup.processes.get(fault.instance());
    Gate gate = setup.redis.gate(fault.instance());
    switch (fault.kind()) {
      case INSTANCE_PAUSED -> {
        process.pause();
        pause(fault.millis());
        process.resume();
      }
      case INSTANCE_KILLED -> kill(fault.instance());
      case LEADER_KILLED -> kill(leader(fault.instance()));
      case RELAY_STOPPED -> {
        setup.switchRelay(process, false);
        pause(fault.millis());
        setup.switchRelay(process, true);
      }
      case ALL_RELAYS_STOPPED -> {
        setup.switchRelays(false);
        pause(fault.millis());
        setup.switchRelays(true);
      }
      case SESSIONS_ENDED -> setup.postgres.number(SESSIONS);
      case EVICTED -> evict(new Random(fault.afterMillis()));
      case FLUSHED -> setup.redis.primary().send("FLUSHALL");
      case CUT -> gate.cut();
      case SILENCED -> gate.swallow();
      case REPLIES_HELD -> {
        gate.holdReplies();
        pause(fault.millis());
        gate.deliver();
      }
      case REQUESTS_HELD -> {
        gate.holdRequests();
        pause(fault.millis());
        gate.deliver();
      }
      case REDIS_PAUSED -> {
        setup.redis.primary().pause();
        pause(fault.millis());
        setup.redis.primary().resume();
      }
      case FAILOVER -> {
        setup.redis.losesReplica();
        pause(fault.millis());
        setup.redis.failOver();
      }
      case SPLIT_BRAIN -> {
        setup.redis.losesReplica();
        pause(fault.millis() / 3);
        boolean oneStays = fault.millis() % 2 == 0;
        RedisPair.SplitBrain split = setup.redis.split(i -> oneStays == (i != fault.instance()));
        pause(fault.millis());
        split.heal();
      }
    }
  }

  private void kill(int instance) {
    InstanceProcess process = setup.processes.get(instance);
    process.kill();
    process.start();
    setup.switchRelay(process, true);
    begin(instance);
  }

  private int leader(int otherwise) {
    for (int i = 0; i < setup.processes.size(); i++) {
      if (setup.processes.get(i).send("leads").equals("true")) {
        return i;
      }
    }
    return otherwise;
  }

  private void evict(Random random) {
    List<String> command = new ArrayList<>(List.of("DEL"));
    for (int i = 0; i < EVICTED; i++) {
      boolean list = i % 10 == 0;
      command.add(
          "oc:{default}:"
              + (list
                  ? "list:" + OrderState.STATUSES.get(4 + random.nextInt(4))
                  : "order:" + (1 + random.nextInt(setup.load.orders()))));
    }
    setup.redis.primary().send(command.toArray(String[]::new));
  }

  private void pause(long millis) throws InterruptedException {
    if (never.await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("a pause was ended early");
    }
  }
}
