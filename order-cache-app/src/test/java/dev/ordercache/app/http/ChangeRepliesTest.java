package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeRepliesTest {

  private static JournalEntry ended(ChangeState state) {
    StatusChange change =
        new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
    Refusal refusal = state == ChangeState.FAILED ? new Refusal.Failure("injected") : null;
    Instant now = Instant.EPOCH;
    return new JournalEntry(
        1, new Submission(change, "ada", "key"), state, 10, null, refusal, now, now);
  }

  /** A client that obeyed would repeat the request with the same key, and get the same answer. */
  @ParameterizedTest
  @EnumSource(names = {"FAILED", "COMPENSATED"})
  void whatHasEndedBadlyDoesNotSayWhenToAskAgain(ChangeState state) {
    ApiResponse reply = new ChangeResponses(Workflow.defaults()).outcome(ended(state));

    assertEquals(503, reply.status());
    assertFalse(reply.headers().contains("Retry-After"), reply.headers()::toString);
  }
}
