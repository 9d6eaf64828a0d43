package dev.ordercache.lab.kill;

import dev.ordercache.lab.kill.SentRequest.Reported;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * A client that reads orders and changes them, one or a few steps ahead of what it has read, so
 * that changes of one order queue up. It cancels some, undoes some, and submits some again.
 */
final class Operator {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final List<String> LISTS =
      List.of(
          "MANUFACTURING_APPROVED",
          "MANUFACTURING_STARTED",
          "MANUFACTURING_COMPLETED",
          "PACKAGING");

  private final AppClient door;
  private final String name;
  private final Random random;
  private final List<SentRequest> requests = new ArrayList<>();

  Operator(AppClient door, String name, long seed) {
    this.door = door;
    this.name = name;
    this.random = new Random(seed);
  }

  /** All its change requests. */
  List<SentRequest> requests() {
    return requests;
  }

  /** Does something, and returns when it has all its answers. */
  void act() throws InterruptedException {
    if (chance(20)) {
      door.get("/api/orders?limit=50&status=" + LISTS.get(random.nextInt(LISTS.size())));
    }
    long order =
        chance(50) ? 1 + random.nextInt(KillSetup.HOT) : 1 + random.nextInt(KillSetup.ORDERS);
    HttpResponse<String> seen = door.get("/api/orders/" + order);
    if (seen.statusCode() == 200) {
      change(order, AppClient.json(seen));
    }
    if (chance(10) && !requests.isEmpty()) {
      SentRequest again = requests.get(random.nextInt(requests.size()));
      if (again.change() != null) {
        door.submit(again, false);
      }
    }
    LockSupport.parkNanos(PAUSE);
  }

  private void change(long order, JsonNode seen) throws InterruptedException {
    long version = seen.get("version").longValue();
    String status = String.valueOf(AppClient.text(seen, "status"));
    boolean undoing = chance(15);
    SentRequest last = null;
    for (int steps = 1 + random.nextInt(3); steps > 0; steps--) {
      status = next(status);
      String assignee = status.endsWith("STARTED") && chance(50) ? name : null;
      last = SentRequest.ofChange(key(), order, version, status, assignee);
      version++;
      requests.add(last);
      door.submit(last, undoing || chance(15));
    }
    if (last == null || last.change() == null) {
      return;
    }
    if (undoing) {
      undo(last);
    } else if (chance(10)) {
      door.cancel(last);
    }
  }

  private void undo(SentRequest done) throws InterruptedException {
    Reported reported = done.reported().get(done.reported().size() - 1);
    Long change = reported.change();
    if (change != null && ("DONE".equals(reported.state()) || "APPLIED".equals(reported.state()))) {
      SentRequest undo = SentRequest.ofUndo(key(), done.order(), change);
      requests.add(undo);
      door.submit(undo, chance(20));
    }
  }

  private String key() {
    return name + "-" + requests.size();
  }

  /** Mostly back and forth between two statuses. */
  private String next(String status) {
    return switch (status) {
      case "MANUFACTURING_STARTED" -> chance(5) ? LISTS.get(2) : LISTS.get(0);
      case "MANUFACTURING_COMPLETED" -> LISTS.get(3);
      case "PACKAGING" -> LISTS.get(2);
      default -> LISTS.get(1);
    };
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
