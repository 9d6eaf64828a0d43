package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Scene.SETTINGS;
import static dev.ordercache.statuschange.Scene.accepted;
import static dev.ordercache.statuschange.Scene.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that cannot be undone. */
class UndoTest {

  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\u0000", "LONG"})
  void aChangeCannotBeUndoneIfNoChangeMayNameThePreviousAssignee(String assignee) {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry accepted = accepted(changes.submit(submission(1)));
    JournalEntry.Effect effect =
        new JournalEntry.Effect(
            new OrderStatus("MANUFACTURING_APPROVED"),
            assignee.equals("LONG") ? "a".repeat(101) : assignee,
            new OrderStatus("MANUFACTURING_STARTED"),
            2,
            "1");
    JournalEntry done =
        new JournalEntry(
            accepted.id(),
            accepted.submission(),
            ChangeState.DONE,
            0,
            effect,
            null,
            accepted.acceptedAt(),
            accepted.acceptedAt());

    assertEquals(
        new Acceptance.Refused(new Refusal.NotRestorable()), changes.undo(done, "bob", "undo"));
  }
}
