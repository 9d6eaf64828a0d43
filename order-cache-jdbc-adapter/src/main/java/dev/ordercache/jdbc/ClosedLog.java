package dev.ordercache.jdbc;

import dev.ordercache.relay.ChangeBatch;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reopens a log that writers have closed because no relay has read it for too long. A writer that
 * sees it closed does not log its change, and may commit much later. So the relay reopens it, and
 * waits until every transaction has ended that was running in a snapshot taken after that: each
 * transaction that saw the log closed had an id by then, because it had changed an order. Until
 * then no poll is complete, so there is no guard. The first poll that finds them ended reports that
 * everything has changed. Used by one thread, in one term.
 */
final class ClosedLog {

  private static final String REOPEN = Sql.read("reopen-log");
  private static final String DELETE_CLOSING = Sql.read("delete-closing");

  private final Handle handle;
  private final long term;

  /** The first transaction whose end is not awaited, or null. */
  private @Nullable Long awaited;

  private boolean over;

  ClosedLog(Handle handle, long term) {
    this.handle = handle;
    this.term = term;
  }

  /** Returns the batch as the state of the log allows it. */
  ChangeBatch allowed(ChangeBatch batch, LogRead read) {
    over = false;
    if (read.state() == LogRead.State.OPEN) {
      return batch;
    }
    if (read.state() == LogRead.State.CLOSED) {
      handle.createUpdate(REOPEN).bind("term", term).execute();
      awaited = null;
      return with(batch, batch.everything(), false);
    }
    Long first = awaited;
    if (first == null) {
      first = read.snapshot().next();
      awaited = first;
    }
    over = read.snapshot().oldest() >= first;
    return over ? with(batch, true, batch.complete()) : with(batch, batch.everything(), false);
  }

  /** To be called when the last batch was relayed. Without this call, one more epoch begins. */
  void acknowledged() {
    if (over) {
      handle.createUpdate(DELETE_CLOSING).bind("term", term).execute();
      over = false;
      awaited = null;
    }
  }

  private static ChangeBatch with(ChangeBatch batch, boolean everything, boolean complete) {
    return new ChangeBatch(
        batch.positions(),
        batch.changes(),
        batch.loggedAt(),
        batch.polledAt(),
        everything,
        complete);
  }
}
