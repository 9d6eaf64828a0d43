package dev.ordercache.lab.history;

import dev.ordercache.lab.history.Fault.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The long run, a program: {@code HistoryRun [writes [seed]]} for as many rounds as it takes to
 * check so many writes; {@code HistoryRun staleness [seed]} for how old answers get with one kind
 * of fault at a time; {@code HistoryRun unprotected [seed]} for what is found when a protection is
 * missing. Ends with status 1 if a claim is broken, or, without a protection, if none is.
 */
public final class HistoryRun {

  private static final long ROUND_MILLIS = 25_000;
  private static final long SHORT_ROUND_MILLIS = 3_000;
  private static final int STALENESS_ROUNDS = 2;
  private static final int MAX_ROUNDS = 20;

  /** Two readers and a writer in each instance. */
  static final HistoryInstance.Load LOAD =
      new HistoryInstance.Load(HistorySetup.ORDERS, 2, 1, 1_000);

  private HistoryRun() {}

  /** Runs the program; see the class. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    String what = arguments.length > 0 ? arguments[0] : "1000000";
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("seed " + seed);
    Logger.getLogger("").setLevel(Level.WARNING);
    long began = System.nanoTime();
    boolean right =
        switch (what) {
          case "staleness" -> isKept(staleness(seed));
          case "unprotected" -> areFound(seed);
          default -> isKept(history(Long.parseLong(what), seed));
        };
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println("seed " + seed + ", " + took.toSeconds() + " s");
    System.exit(right ? 0 : 1);
  }

  private static boolean isKept(Tally tally) {
    System.out.println(tally.report());
    return tally.violations() == 0;
  }

  private static boolean areFound(long seed)
      throws IOException, InterruptedException, ExecutionException {
    boolean all = true;
    for (Variant variant : Variant.values()) {
      if (variant != Variant.PROTECTED) {
        Tally tally = unprotected(variant, seed);
        System.out.println(variant + "\n\n" + tally.report());
        all &= tally.staleness() > 0;
      }
    }
    return all;
  }

  /** Runs short rounds until a wrong answer is found, with the faults that provoke it. */
  static Tally unprotected(Variant variant, long seed)
      throws IOException, InterruptedException, ExecutionException {
    Set<Kind> provoking =
        switch (variant) {
          case GUARD_WITHOUT_END -> EnumSet.of(Kind.ALL_RELAYS_STOPPED);
          case EPOCH_IGNORED -> EnumSet.of(Kind.FAILOVER);
          default -> EnumSet.noneOf(Kind.class);
        };
    Tally tally = new Tally();
    try (HistorySetup setup = new HistorySetup(variant, LOAD)) {
      for (int round = 0; round < MAX_ROUNDS && tally.staleness() == 0; round++) {
        Plan plan = Plan.of(seed + round, HistorySetup.INSTANCES, SHORT_ROUND_MILLIS, provoking);
        tally.add(new Round(setup, plan).run(SHORT_ROUND_MILLIS).tally());
        tally.count("rounds", 1);
      }
    }
    return tally;
  }

  /** The plan of a round, with all kinds of faults. */
  static Plan plan(long seed, long round, long millis) {
    return Plan.of(seed + round * 1_000_003, HistorySetup.INSTANCES, millis);
  }

  private static Tally history(long writes, long seed)
      throws IOException, InterruptedException, ExecutionException {
    Tally tally = new Tally();
    Ages ages = new Ages();
    try (HistorySetup setup = new HistorySetup(Variant.PROTECTED, LOAD)) {
      for (long done = 0, round = 0; done < writes && tally.violations() == 0; round++) {
        Plan plan = plan(seed, round, ROUND_MILLIS);
        Round.Result result = run(setup, plan, tally, ages);
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
    System.out.println(Ages.head());
    for (Map.Entry<String, Set<Kind>> each : rounds.entrySet()) {
      Ages ages = new Ages();
      try (HistorySetup setup = new HistorySetup(Variant.PROTECTED, LOAD)) {
        for (int round = 0; round < STALENESS_ROUNDS; round++) {
          run(
              setup,
              Plan.of(seed + round, HistorySetup.INSTANCES, ROUND_MILLIS, each.getValue()),
              tally,
              ages);
        }
      }
      System.out.println(ages.row(each.getKey()));
    }
    return tally;
  }

  private static Round.Result run(HistorySetup setup, Plan plan, Tally tally, Ages ages)
      throws IOException, InterruptedException, ExecutionException {
    Round.Result result = new Round(setup, plan).run(ROUND_MILLIS);
    tally.add(result.tally());
    tally.count("rounds", 1);
    ages.add(result.ages());
    return result;
  }
}
