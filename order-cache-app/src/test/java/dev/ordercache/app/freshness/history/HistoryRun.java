package dev.ordercache.app.freshness.history;

import dev.ordercache.app.freshness.history.Fault.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * The long run, a program: {@code HistoryRun [writes [seed]]} for as many rounds as it takes to
 * check so many writes, or {@code HistoryRun staleness [seed]} for how old answers get with one
 * kind of fault at a time. Ends with status 1 if a claim is broken.
 */
public final class HistoryRun {

  private static final long ROUND_MILLIS = 25_000;
  private static final int STALENESS_ROUNDS = 2;
  private static final Worker.Load LOAD = new Worker.Load(Stage.ORDERS, 2, 1, 1_000);

  private HistoryRun() {}

  /** Runs it; see above. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    String what = arguments.length > 0 ? arguments[0] : "1000000";
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("seed " + seed);
    long began = System.nanoTime();
    Tally tally = what.equals("staleness") ? staleness(seed) : history(Long.parseLong(what), seed);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(tally.report());
    System.out.println("seed " + seed + ", " + took.toSeconds() + " s");
    System.exit(tally.violations() == 0 ? 0 : 1);
  }

  private static Tally history(long writes, long seed)
      throws IOException, InterruptedException, ExecutionException {
    Tally tally = new Tally();
    Ages ages = new Ages();
    try (Stage stage = new Stage(Variant.PROTECTED, LOAD)) {
      for (long done = 0, round = 0; done < writes && tally.violations() == 0; round++) {
        Plan plan = Plan.of(seed + round * 1_000_003, Stage.INSTANCES, ROUND_MILLIS);
        Round.Result result = run(stage, plan, tally, ages);
        done += result.writes();
        System.out.printf(
            "round %d, plan %d: %,d writes, in all %,d; hits %.0f %%; violations %d%n",
            round,
            plan.seed(),
            result.writes(),
            done,
            100 * result.tally().hitShare(),
            tally.violations());
      }
    }
    System.out.println(Ages.head() + "\n" + ages.row("all faults"));
    return tally;
  }

  private static Tally staleness(long seed)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, Set<Kind>> rounds = new LinkedHashMap<>();
    rounds.put("no faults", EnumSet.noneOf(Kind.class));
    rounds.put("relays stopped", EnumSet.of(Kind.ALL_RELAYS_STOPPED));
    rounds.put("leader killed", EnumSet.of(Kind.LEADER_KILLED));
    rounds.put("Redis failed over", EnumSet.of(Kind.FAILOVER));
    Tally tally = new Tally();
    StringBuilder table = new StringBuilder(Ages.head());
    for (Map.Entry<String, Set<Kind>> each : rounds.entrySet()) {
      Ages ages = new Ages();
      try (Stage stage = new Stage(Variant.PROTECTED, LOAD)) {
        for (int round = 0; round < STALENESS_ROUNDS; round++) {
          run(
              stage,
              Plan.of(seed + round, Stage.INSTANCES, ROUND_MILLIS, each.getValue()),
              tally,
              ages);
        }
      }
      table.append("\n").append(ages.row(each.getKey()));
    }
    System.out.println(table);
    return tally;
  }

  private static Round.Result run(Stage stage, Plan plan, Tally tally, Ages ages)
      throws IOException, InterruptedException, ExecutionException {
    Round.Result result = new Round(stage, plan).run(ROUND_MILLIS);
    tally.add(result.tally());
    tally.count("rounds", 1);
    ages.add(result.ages());
    return result;
  }
}
