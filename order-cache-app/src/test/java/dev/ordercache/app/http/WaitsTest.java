package dev.ordercache.app.http;

import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The threads that answer waiting requests: a client that does not read may block them. */
class WaitsTest {

  private final HttpFixture http = new HttpFixture();
  private final LongPolls waits = new LongPolls(http.changes);

  private record Answer(ChangeState state, String thread) {}

  @BeforeEach
  void holdChanges() {
    http.database.put(order(1).build());
    http.changesAreHeld = true;
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private CompletableFuture<Answer> answer(int seconds) {
    StatusChange change =
        new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), "ada");
    Acceptance acceptance = http.changes.submit(new Submission(change, "ada", "key"));
    JournalEntry entry = ((Acceptance.Accepted) acceptance).entry();
    return waits
        .forEnd(entry, seconds)
        .thenApply(found -> new Answer(found.state(), Thread.currentThread().getName()));
  }

  private static void assertAnswered(ChangeState state, CompletableFuture<Answer> answer) {
    assertEquals(new Answer(state, "order-cache-answers"), answer.join());
  }

  /** Whether this thread ran it because it was complete already, as on a busy machine. */
  private static boolean isTakenHere(CompletableFuture<Answer> answer) {
    return answer.join().thread().equals(Thread.currentThread().getName());
  }

  @Test
  void areNotThoseThatCompleteChanges() {
    CompletableFuture<Answer> waiting = answer(30);
    http.changesAreHeld = false;

    assertAnswered(ChangeState.DONE, waiting);
  }

  @Test
  void areNotTheTimersWhenTheTimeIsOver() {
    CompletableFuture<Answer> answer = answer(2);
    for (int again = 0; again < 5 && isTakenHere(answer); again++) {
      answer = answer(2);
    }

    assertAnswered(ChangeState.PENDING, answer);
  }

  @Test
  void areNotTheClosersWhenTheServerStops() {
    CompletableFuture<Answer> waiting = answer(30);
    waits.end();

    assertAnswered(ChangeState.PENDING, waiting);
  }
}
