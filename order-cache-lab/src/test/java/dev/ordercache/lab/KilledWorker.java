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

/**
 * Accepts and applies a change in a JVM of its own. It is held before its cache step, and again
 * once the event is published and the change is not yet recorded as finished.
 */
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
    boolean real = ForkedService.isReal(all);
    Hold applied = new Hold();
    Hold published = new Hold();
    StatusChanges.Parts parts =
        instance.queueing(held(real, instance.publisher(), applied, published));
    StatusChanges changes = new StatusChanges(real ? parts : HastyQueue.in(parts), SETTINGS);
    changes.start();
    ForkedService.say("connected");
    changes.submit(
        new Submission(
            new StatusChange(new OrderId(ForkedService.id(all)), 1, Instance.STARTED, null),
            PRINCIPAL,
            "taken"));
    applied.awaitReached();
    ForkedService.say("applied");
    applied.release();
    published.awaitReached();
    ForkedService.say("published");
  }

  /** The unprotected one publishes a change before it invalidates. */
  private static EventPublisher held(
      boolean real, EventPublisher publisher, Hold applied, Hold published) {
    AtomicReference<Hold> first = new AtomicReference<>(applied);
    AtomicReference<Hold> second = new AtomicReference<>(published);
    return (stale, events) -> {
      Hold.pass(first);
      publisher.publish(real ? stale : List.of(), events);
      Hold.pass(second);
      if (!real) {
        publisher.publish(stale, List.of());
      }
    };
  }
}
