package dev.ordercache.lab.kill;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.lab.kill.Recorded.Version;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads everything through the app while there are no writes, each value until it is a hit, and
 * compares every answer with the database.
 */
final class AtRest {

  private static final long TIMEOUT = TimeUnit.MINUTES.toNanos(1);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final List<String> LISTS =
      List.of(
          "MANUFACTURING_APPROVED",
          "MANUFACTURING_STARTED",
          "MANUFACTURING_COMPLETED",
          "PACKAGING");

  private final OrdersDatabase postgres;
  private final AppClient door;
  private final ClaimResults<Promise> results;

  AtRest(KillSetup setup, ClaimResults<Promise> results) {
    this.postgres = setup.postgres;
    this.door = setup.door;
    this.results = results;
  }

  void check() throws InterruptedException {
    for (Version order : Recorded.orders(postgres)) {
      JsonNode answer = read("/api/orders/" + order.order(), List.of(text(order)), true);
      results.check(Promise.EQUAL, answer.isObject(), order);
    }
    Map<String, Long> counts = new TreeMap<>();
    for (String status : LISTS) {
      List<String> sorted = checkList(status, "due", "due_at");
      checkList(status, "created", "created_at");
      counts.put(status, (long) sorted.size());
    }
    checkCounts(counts);
    checkConsistencyReport(door, results);
  }

  /** Checks all pages of a list, one after the other. */
  private List<String> checkList(String status, String sort, String column)
      throws InterruptedException {
    String from = " FROM orders WHERE status = '" + status + "' ORDER BY " + column + ", id";
    List<String> all =
        Recorded.versions(postgres, "SELECT id, version, status, assignee, '' AS tx" + from)
            .stream()
            .map(AtRest::text)
            .toList();
    String path = "/api/orders?limit=50&status=" + status + "&sort=" + sort;
    String cursor = null;
    int first = 0;
    do {
      List<String> page = all.subList(first, Math.min(first + 50, all.size()));
      JsonNode answer = read(cursor == null ? path : path + "&cursor=" + cursor, page, false);
      cursor = AppClient.text(answer, "nextCursor");
      first += 50;
    } while (cursor != null && first < all.size() + 50);
    results.check(Promise.EQUAL, first >= all.size() && cursor == null, "pages of " + path);
    return all;
  }

  private JsonNode read(String path, List<String> expected, boolean one)
      throws InterruptedException {
    long began = System.nanoTime();
    for (int i = 0; System.nanoTime() - began < TIMEOUT; i++) {
      HttpResponse<String> answer = door.get(path);
      JsonNode body = AppClient.json(answer);
      List<String> got = new ArrayList<>();
      if (one) {
        got.add(text(body));
      } else {
        body.path("orders").forEach(order -> got.add(text(order)));
      }
      results.check(
          Promise.EQUAL, got.equals(expected), path + " was " + got + ", not " + expected);
      if (answer.headers().firstValue("Cache-Status").orElse("").equals("order-cache; hit")) {
        results.checked(Promise.VERIFIED);
        return body;
      }
      if (i > 0) {
        LockSupport.parkNanos(PAUSE);
      }
    }
    results.check(Promise.VERIFIED, false, path);
    return AppClient.json(door.get(path));
  }

  private void checkCounts(Map<String, Long> expected) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      Map<String, Long> got = new TreeMap<>();
      for (JsonNode status : AppClient.json(door.get("/api/statuses")).get("statuses")) {
        if (status.has("count")) {
          got.put(String.valueOf(AppClient.text(status, "name")), status.get("count").longValue());
        }
      }
      results.check(Promise.EQUAL, got.equals(expected), "counts " + got + ", not " + expected);
    }
  }

  /** Checks that the app's own checker has found nothing since it started. */
  static void checkConsistencyReport(AppClient door, ClaimResults<Promise> results)
      throws InterruptedException {
    JsonNode report = AppClient.json(door.get("/api/cache/consistency"));
    results.check(Promise.CONSISTENT, report.get("violations").longValue() == 0, report);
  }

  private static String text(Version order) {
    return text(order.order(), order.version(), order.status(), order.assignee());
  }

  private static String text(JsonNode order) {
    return order.has("version")
        ? text(
            order.get("id").longValue(),
            order.get("version").longValue(),
            String.valueOf(AppClient.text(order, "status")),
            AppClient.text(order, "assignee"))
        : order.toString();
  }

  private static String text(long id, long version, String status, @Nullable String assignee) {
    return id + " v" + version + " " + status + " " + assignee;
  }
}
