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

/** Accepts and applies a change in a JVM of its own, and is then held before one of its steps. */
final class KilledWorker {

  static final String PRINCIPAL = "Ada";

  /** Its own sweeper has nothing to do before it is killed. */
  private static final WorkerSettings SETTINGS =
      WorkerSettings.defaults()
          .withWorkers(1, 1)
          .withTimes(Duration.ofMillis(10), Duration.ofHours(1), Duration.ofDays(1));

  /** The step before which it is held. */
  enum Step {
    CACHE,
    EVENT
  }

  private KilledWorker() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    Instance instance = ForkedService.join(all);
    HeldCache cache = new HeldCache(instance.cache);
    EventPublisher publisher = instance.publisher();
    AtomicReference<Hold> event = new AtomicReference<>();
    StatusChanges.Parts parts =
        instance.queueing(
            cache,
            events -> {
              Hold.pass(event);
              publisher.publish(events);
            });
    StatusChanges changes =
        new StatusChanges(ForkedService.isReal(all) ? parts : HastyQueue.in(parts), SETTINGS);
    changes.start();
    ForkedService.say("connected");
    Hold hold =
        switch (Step.valueOf(ForkedService.more(all))) {
          case CACHE -> cache.holdInvalidation();
          case EVENT -> hold(event);
        };
    changes.submit(
        new Submission(
            new StatusChange(new OrderId(ForkedService.id(all)), 1, Instance.STARTED, null),
            PRINCIPAL,
            "taken"));
    hold.awaitReached();
    ForkedService.say("applied");
  }

  private static Hold hold(AtomicReference<Hold> place) {
    Hold hold = new Hold();
    place.set(hold);
    return hold;
  }
}
