package dev.ordercache.lab.kill;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.KillSetup.Mode;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The long run, a program: {@code KillRun [kills [seed [async|saga|mixed]]]}, which stops the
 * writers and checks everything after each ten kills; {@code KillRun unprotected [seed]} for what
 * is found when a protection is missing. Ends with status 1 if a promise is broken, or, without a
 * protection, if none is.
 */
public final class KillRun {

  private static final int KILLS = 100;
  private static final int KILLS_OF_A_LEG = 10;
  private static final int MAX_LEGS = 10;

  private KillRun() {}

  /** Runs the program; see the class. */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    String what = arguments.length > 0 ? arguments[0] : "" + KILLS;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    Mode mode =
        Mode.valueOf((arguments.length > 2 ? arguments[2] : "async").toUpperCase(Locale.ROOT));
    System.out.println("seed " + seed);
    Logger.getLogger("").setLevel(Level.WARNING);
    long began = System.nanoTime();
    boolean right;
    if (what.equals("unprotected")) {
      right = areFound(seed);
    } else {
      ClaimResults<Promise> results = run(Integer.parseInt(what), seed, mode);
      System.out.println(results.report());
      right = results.violations() == 0;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println("seed " + seed + ", " + took.toSeconds() + " s");
    System.exit(right ? 0 : 1);
  }

  private static boolean areFound(long seed) throws InterruptedException, ExecutionException {
    boolean all = true;
    for (Unprotected variant : Unprotected.values()) {
      ClaimResults<Promise> results = unprotected(variant, seed);
      System.out.println(variant + "\n\n" + results.report());
      all &= results.violations() > 0;
    }
    return all;
  }

  /** Runs short parts with a kill each until a promise is broken. */
  static ClaimResults<Promise> unprotected(Unprotected variant, long seed)
      throws InterruptedException, ExecutionException {
    return run(MAX_LEGS, 1, seed, Mode.ASYNC, variant);
  }

  private static ClaimResults<Promise> run(int kills, long seed, Mode mode)
      throws InterruptedException, ExecutionException {
    return run(kills, KILLS_OF_A_LEG, seed, mode, null);
  }

  /** Kills so many times, or until a promise is broken. */
  static ClaimResults<Promise> run(
      int kills, int killsOfALeg, long seed, Mode mode, @Nullable Unprotected variant)
      throws InterruptedException, ExecutionException {
    ClaimResults<Promise> all = new ClaimResults<>(Promise.class);
    try (KillSetup setup = new KillSetup(mode, variant, seed)) {
      for (int leg = 0; all.counted(RunPart.KILLS) < kills && all.violations() == 0; leg++) {
        long left = kills - all.counted(RunPart.KILLS);
        all.add(new RunPart(setup, leg, seed).run((int) Math.min(left, killsOfALeg)));
        System.out.printf(
            "part %d: in all %d kills, %,d changes accepted; violations %d%n",
            leg, all.counted(RunPart.KILLS), all.counted(RunPart.ACCEPTED), all.violations());
      }
    }
    return all;
  }
}
