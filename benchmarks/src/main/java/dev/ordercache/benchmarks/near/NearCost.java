package dev.ordercache.benchmarks.near;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures an answer of the near cache, compared with a Caffeine cache whose entries expire, by
 * JMH. Arguments: the number of passes (3 by default), the seconds of one measurement (2 by
 * default), numbers of threads (1 and 8 by default). The two are measured in turn, each in a JVM of
 * its own, so that other load on the machine affects both alike.
 */
public final class NearCost {

  private NearCost() {}

  /** Measures, and prints the table. */
  public static void main(String[] arguments) throws RunnerException {
    int passes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
    List<Integer> threadNumbers = Arrays.stream(arguments).skip(2).map(Integer::valueOf).toList();
    System.out.println(
        "| threads | Caffeine, millions a second | near | ratio, median (min, max) |\n"
            + "|---|---|---|---|");
    for (int threads : threadNumbers.isEmpty() ? List.of(1, 8) : threadNumbers) {
      List<Double> limits = new ArrayList<>();
      List<Double> scores = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int pass = 0; pass < passes; pass++) {
        limits.add(measure("caffeine", threads, seconds));
        scores.add(measure("near", threads, seconds));
        ratios.add(scores.get(pass) / limits.get(pass));
      }
      limits.sort(null);
      scores.sort(null);
      ratios.sort(null);
      int middle = passes / 2;
      System.out.printf(
          "| %d | %.1f | %.1f | %.2f (%.2f, %.2f) |%n",
          threads,
          limits.get(middle),
          scores.get(middle),
          ratios.get(middle),
          ratios.get(0),
          ratios.get(passes - 1));
    }
  }

  private static double measure(String benchmark, int threads, int seconds) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Pattern.quote(NearHit.class.getName() + "." + benchmark) + "$")
            .threads(threads)
            .forks(1)
            .warmupIterations(8) // on a busy machine, the compiler needs time
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(seconds))
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    return new Runner(options).runSingle().getPrimaryResult().getScore();
  }
}
