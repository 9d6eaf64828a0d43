package dev.ordercache.lab.fuzz;

import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.servers.RedisNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends generated requests to the app: no answer may be an error of the app's own, no request may
 * be left without one, and no exception may be logged.
 */
public final class FuzzRun {

  private static final int ORDERS = 5_000;
  private static final String EXCEPTION = ".*(Exception|Error)\\b.*|\\s+at .*\\(.*";

  /** One request of so many may be answered with 503: the database is slow now and then. */
  private static final int MAX_BUSY = 100;

  private FuzzRun() {}

  /**
   * Prints what was sent and found; the exit status is 1 if anything was found.
   *
   * @param arguments how many requests, without and then with users, each; and a seed
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long requests = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    boolean fine = true;
    for (boolean users : new boolean[] {false, true}) {
      List<String> findings = run(requests, users, seed);
      findings.forEach(System.out::println);
      fine &= findings.isEmpty();
    }
    System.exit(fine ? 0 : 1);
  }

  /** Starts an app, sends requests to it, prints a summary, and returns the findings. */
  static List<String> run(long requests, boolean users, long seed)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("fuzz", ".users");
    Map<String, String> settings = new HashMap<>(Map.of("ORDER_CACHE_RATE_LIMIT", "0"));
    if (users) {
      Files.writeString(file, FuzzUsers.FILE);
      settings.put("ORDER_CACHE_USERS_FILE", file.toString());
    }
    OrdersDatabase postgres = OrdersDatabase.create();
    try (RedisNode redis = new RedisNode();
        AppProcess app = start(postgres, redis, settings)) {
      URI address = app.address();
      List<String> headers = users ? FuzzUsers.HEADERS : List.of();
      Generator generator =
          new Generator(address.getAuthority(), get(address, "/openapi.yaml", headers), headers);
      Fuzzer fuzzer = new Fuzzer(address, generator, seed);
      List<String> findings = new ArrayList<>(fuzzer.send(requests));
      long busy = fuzzer.statuses().getOrDefault(503, 0L);
      if (busy > fuzzer.sent() / MAX_BUSY) {
        findings.add("answered with 503: " + busy);
      }
      app.output().stream()
          .filter(line -> line.matches(EXCEPTION))
          .limit(20)
          .forEach(findings::add);
      System.out.printf(
          "%s users, seed %d: %d requests, %d lines logged, answers %s, %d findings%n",
          users ? "with" : "without",
          seed,
          fuzzer.sent(),
          app.output().size(),
          fuzzer.statuses(),
          findings.size());
      get(address, "/metrics", headers)
          .lines()
          .filter(line -> line.startsWith("http_server_refused_total"))
          .forEach(System.out::println);
      return findings;
    } finally {
      Files.delete(file);
    }
  }

  private static AppProcess start(
      OrdersDatabase postgres, RedisNode redis, Map<String, String> settings) {
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    return AppProcess.start(postgres, redis.uri(), settings);
  }

  private static String get(URI app, String path, List<String> authorizations)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(app.resolve(path));
    authorizations.stream().limit(1).forEach(each -> request.header("Authorization", each));
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
  }
}
