package dev.ordercache.benchmarks.guard;

import dev.ordercache.redis.RedisConnections;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.springframework.data.redis.connection.RedisConnection;

/** Runs {@link LookupCost} pass by pass, each measurement in a JVM of its own, and compares. */
final class LookupRuns {

  private static final String YARDSTICK = "get";
  private static final List<String> BENCHMARKS =
      List.of(
          "lettuceGet",
          YARDSTICK,
          "trivialScript",
          "lookupScript",
          "lookup",
          "read",
          "lookupWithoutCopy");
  private static final Pattern PER_CALL = Pattern.compile("usec_per_call=([0-9.]+)");

  private final String redisUri;
  private final RedisConnections connections;
  private final int seconds;
  private final List<Integer> threadNumbers;

  /** Calls a second, and the time that Redis itself takes for one, in microseconds. */
  private record Score(double perSecond, double redisMicros) {}

  private record Case(CachedValues value, int threads, String benchmark) {}

  private final Map<Case, List<Score>> scores = new LinkedHashMap<>();

  LookupRuns(
      String redisUri, RedisConnections connections, int seconds, List<Integer> threadNumbers) {
    this.redisUri = redisUri;
    this.connections = connections;
    this.seconds = seconds;
    this.threadNumbers = threadNumbers;
  }

  void run(int passes, List<String> calls) throws RunnerException {
    List<String> wanted =
        BENCHMARKS.stream()
            .filter(name -> calls.isEmpty() || name.equals(YARDSTICK) || calls.contains(name))
            .toList();
    for (int pass = 0; pass < passes; pass++) {
      for (CachedValues value : CachedValues.values()) {
        for (int threads : threadNumbers) {
          for (String benchmark : wanted) {
            Case key = new Case(value, threads, benchmark);
            Score score = measure(key);
            System.out.printf("pass %d, %s: %s%n", pass + 1, key, score);
            scores.computeIfAbsent(key, k -> new ArrayList<>()).add(score);
          }
        }
      }
    }
    print();
  }

  private Score measure(Case key) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Pattern.quote(LookupCost.class.getName() + "." + key.benchmark()) + "$")
            .param("value", key.value().name())
            .threads(key.threads())
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(seconds))
            .jvmArgsAppend("-D" + LookupCost.REDIS + "=" + redisUri)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try (RedisConnection redis = connections.factory().getConnection()) {
      redis.serverCommands().resetConfigStats();
      double perSecond = new Runner(options).runSingle().getPrimaryResult().getScore();
      Properties info = redis.serverCommands().info("commandstats");
      String command = key.benchmark().toLowerCase(Locale.ROOT).endsWith("get") ? "get" : "evalsha";
      Matcher perCall = PER_CALL.matcher(String.valueOf(info.getProperty("cmdstat_" + command)));
      return new Score(perSecond, perCall.find() ? Double.parseDouble(perCall.group(1)) : 0);
    }
  }

  private void print() {
    System.out.println(
        "| value | threads | call | a second | ratio to GET, median (min, max) | Redis, us a call |");
    System.out.println("|---|---|---|---|---|---|");
    scores.forEach(
        (key, mine) -> {
          List<Score> yardstick =
              scores.getOrDefault(new Case(key.value(), key.threads(), YARDSTICK), List.of());
          List<Double> ratios = new ArrayList<>();
          for (int pass = 0; pass < mine.size(); pass++) {
            ratios.add(mine.get(pass).perSecond() / yardstick.get(pass).perSecond());
          }
          ratios.sort(null);
          System.out.printf(
              "| %s | %d | %s | %,.0f | %.2f (%.2f, %.2f) | %.1f |%n",
              key.value(),
              key.threads(),
              key.benchmark(),
              median(mine.stream().map(Score::perSecond).sorted().toList()),
              median(ratios),
              ratios.get(0),
              ratios.get(ratios.size() - 1),
              median(mine.stream().map(Score::redisMicros).sorted().toList()));
        });
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }
}
