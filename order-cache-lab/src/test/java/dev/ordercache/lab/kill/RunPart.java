package dev.ordercache.lab.kill;

import static org.awaitility.Awaitility.await;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.Recorded.Change;
import dev.ordercache.lab.kill.Recorded.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;

/** A part of a run: load and kills; then the writers stop, and everything is checked. */
final class RunPart {

  static final String KILLS = "kills";
  static final String ACCEPTED = "changes accepted";
  static final String WHILE_PENDING = "kills while changes were PENDING";
  static final String WHILE_APPLIED = "kills while changes were APPLIED";

  private static final int OPERATORS = 16;

  /** Minimum number of changes of a part, also on a very slow machine. */
  private static final int ENOUGH = 30;

  private static final int SHORTEST_MILLIS = 200;
  private static final int LONGEST_MILLIS = 2_000;

  private final KillSetup setup;
  private final int number;
  private final Random random;
  private final ClaimResults<Promise> results = new ClaimResults<>(Promise.class);
  private final List<Operator> operators = new ArrayList<>();
  private volatile boolean resting;

  /** Prepares the part with this number of the run with this seed. */
  RunPart(KillSetup setup, int number, long seed) {
    this.setup = setup;
    this.number = number;
    this.random = new Random(seed + number);
  }

  /** Runs it, and returns the results. */
  ClaimResults<Promise> run(int kills) throws InterruptedException, ExecutionException {
    List<Version> before = Recorded.orders(setup.postgres);
    long witness = setup.postgres.number("SELECT coalesce(max(seq), 0) FROM witness");
    long change = setup.postgres.number("SELECT coalesce(max(id), 0) FROM status_change");
    long repeated = setup.door.repeated();
    setup.start();
    ExecutorService threads = Executors.newFixedThreadPool(OPERATORS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < OPERATORS; i++) {
        Operator operator = new Operator(setup.door, "leg" + number + "-" + i, random.nextLong());
        operators.add(operator);
        work.add(() -> act(operator));
      }
      List<Future<Void>> working = new ArrayList<>();
      work.forEach(one -> working.add(threads.submit(one)));
      for (int i = 1; i < kills; i++) {
        killAndStart(false);
      }
      await().atMost(setup.timeout).until(() -> setup.changesSince(change) >= ENOUGH);
      killAndStart(true);
      for (Future<Void> one : working) {
        one.get();
      }
      awaitEnds(change);
      for (Future<Void> answers : threads.invokeAll(questions())) {
        answers.get();
      }
    } finally {
      threads.shutdownNow();
    }
    new AtRest(setup, results).check();
    results.count("requests repeated", setup.door.repeated() - repeated);
    judge(Recorded.since(setup.postgres, before, witness, change));
    return results;
  }

  private Void act(Operator operator) throws InterruptedException {
    while (!resting) {
      operator.act();
    }
    return null;
  }

  /** Operators repeat unanswered requests, also after the last start. */
  private void killAndStart(boolean last) throws InterruptedException {
    int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    AtRest.checkConsistencyReport(setup.door, results);
    setup.kill();
    resting = last;
    results.count(KILLS, 1);
    results.count(WHILE_PENDING, setup.changes("PENDING") > 0 ? 1 : 0);
    results.count(WHILE_APPLIED, setup.changes("APPLIED") > 0 ? 1 : 0);
    results.count("changes PENDING at a kill", setup.changes("PENDING"));
    results.count("changes APPLIED at a kill", setup.changes("APPLIED"));
    setup.start();
  }

  /** A change that has not ended by then is found by its row. */
  private void awaitEnds(long since) {
    String open =
        "SELECT count(*) FROM status_change WHERE id > %d AND (state = 'PENDING' OR NOT published)";
    try {
      await().atMost(setup.timeout).until(() -> setup.postgres.number(open.formatted(since)) == 0);
    } catch (ConditionTimeoutException e) {
      results.count("waits for the end that timed out", 1);
    }
  }

  private List<Callable<Void>> questions() {
    List<Callable<Void>> questions = new ArrayList<>();
    for (Operator operator : operators) {
      questions.add(
          () -> {
            for (SentRequest request : operator.requests()) {
              if (request.change() != null) {
                setup.door.question(request);
              }
            }
            return null;
          });
    }
    return questions;
  }

  private void judge(Recorded recorded) {
    List<SentRequest> requests =
        operators.stream().flatMap(each -> each.requests().stream()).toList();
    RequestPromises.check(requests, recorded.changes(), results);
    OrderPromises.check(recorded, results);
    results.count(ACCEPTED, recorded.changes().size());
    for (Change change : recorded.changes()) {
      results.count("changes " + change.state(), 1);
      results.count("changes that undo another", change.request().undoes() == null ? 0 : 1);
    }
    results.count(
        "requests refused at once", requests.stream().filter(w -> w.change() == null).count());
    results.count("versions of orders", recorded.made().size());
  }
}
