package dev.ordercache.lab.history;

import dev.ordercache.plan.CachePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;

/**
 * One round: all instances read and write while the plan is executed; then the writers stop, and
 * everything is read once more; then everything is checked.
 */
final class Round {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BOUND = CachePlan.defaults().stalenessBound();

  /** The findings of a round. */
  record Result(Tally tally, Ages ages, long writes) {}

  private final HistorySetup setup;
  private final Plan plan;
  private final Writes writes = new Writes();
  private final Tally tally = new Tally();

  Round(HistorySetup setup, Plan plan) {
    this.setup = setup;
    this.plan = plan;
  }

  /** Runs it for so long, and longer if the plan is longer. */
  Result run(long millis) throws IOException, InterruptedException, ExecutionException {
    Path logs = Files.createTempDirectory(setup.folder, "round");
    Path rest = Files.createTempDirectory(setup.folder, "rest");
    // a change that a killed writer left pending would hold up all later changes of its order
    setup.postgres.sql("TRUNCATE status_change, status_change_group");
    long origin = System.nanoTime();
    database().forEach(writes::first);
    SqlWriters people = new SqlWriters(setup.postgres, setup.load.orders(), writes, setup.lives);
    Chaos chaos = new Chaos(setup, logs, plan);
    for (int i = 0; i < HistorySetup.INSTANCES; i++) {
      chaos.begin(i);
    }
    if (setup.variant.isRelayed()) {
      people.start(plan.seed());
    }
    tally.add(chaos.run(millis));
    people.stop();
    setup.processes.forEach(process -> process.order("rest"));
    people.describe(tally);
    awaitQuiet();
    settle(rest);
    Result result = check(logs, rest, origin);
    HistorySetup.delete(logs);
    HistorySetup.delete(rest);
    return result;
  }

  private void awaitQuiet() {
    long began = System.nanoTime();
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(
            () ->
                System.nanoTime() - began > BOUND.toNanos()
                    && (!setup.variant.isRelayed()
                        || setup.postgres.number("SELECT count(*) FROM order_change") == 0));
  }

  private void settle(Path folder) {
    for (int i = 0; i < HistorySetup.INSTANCES; i++) {
      setup.processes.get(i).send("settle " + folder + " " + i + "-rest");
      String[] counted = setup.processes.get(i).send("statistics").split(" ", -1);
      tally.count(Tally.REFUSED_FILLS, Long.parseLong(counted[0]));
    }
  }

  private Result check(Path logs, Path rest, long origin) {
    List<OrderState> last = database();
    long now = System.nanoTime();
    HistoryFiles files = new HistoryFiles(logs);
    files.writes(writes, setup.wrongRedis);
    last.forEach(state -> writes.last(state, now));
    Map<Integer, Timeline> orders = writes.timelines();
    tally.count("writes: library changes made", files.made());
    tally.count("writes: library changes promised (G2)", files.promised());
    tally.count("writes: outcome unknown to the writer", files.unknown());
    tally.count("writes: of these made after all", writes.resolved());
    Claims claims = new Claims(orders, BOUND, setup.wrongRedis, setup::isNear, origin);
    files.answers(claims::check);
    tally.add(claims.tally());
    for (int i = 0; i < HistorySetup.INSTANCES; i++) {
      int instance = i;
      List<Seen> answers = new ArrayList<>();
      new HistoryFiles(rest)
          .answers(
              seen -> {
                if (seen.instance() == instance) {
                  answers.add(seen);
                }
              });
      tally.add(Resting.check(answers, present(last)));
    }
    long count = writes.count();
    tally.count("writes: row versions checked", count);
    return new Result(tally, claims.ages(), count);
  }

  private static List<OrderState> present(List<OrderState> all) {
    return all.stream().filter(state -> !state.isAbsent()).toList();
  }

  /** The states of all orders, including absent ones. */
  private List<OrderState> database() {
    List<OrderState> states = new ArrayList<>(SqlWriters.all(setup.postgres));
    Set<Integer> present = new HashSet<>();
    states.forEach(state -> present.add(state.id()));
    for (int id = 1; id <= setup.load.orders(); id++) {
      if (!present.contains(id)) {
        states.add(OrderState.never(id));
      }
    }
    return states;
  }
}
