package dev.ordercache.lab;

import dev.ordercache.OrderId;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.statuschange.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Accepts and applies a change in a JVM of its own, and is then held before its cache step. */
final class KilledWorker {

  static final String PRINCIPAL = "Ada";

  /** Its own sweeper has nothing to do before it is killed. */
  private static final WorkerSettings SETTINGS =
      WorkerSettings.defaults()
          .withWorkers(1, 1)
          .withTimes(Duration.ofMillis(10), Duration.ofHours(1), Duration.ofDays(1));

  private KilledWorker() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    Instance instance = ForkedService.join(all);
    EventPublisher publisher = instance.publisher();
    Hold hold = new Hold();
    AtomicReference<Hold> next = new AtomicReference<>(hold);
    StatusChanges.Parts parts =
        instance.queueing(
            (stale, events) -> {
              Hold.pass(next);
              publisher.publish(stale, events);
            });
    StatusChanges changes =
        new StatusChanges(ForkedService.isReal(all) ? parts : HastyQueue.in(parts), SETTINGS);
    changes.start();
    ForkedService.say("connected");
    changes.submit(
        new Submission(
            new StatusChange(new OrderId(ForkedService.id(all)), 1, Instance.STARTED, null),
            PRINCIPAL,
            "taken"));
    hold.awaitReached();
    ForkedService.say("applied");
  }
}
