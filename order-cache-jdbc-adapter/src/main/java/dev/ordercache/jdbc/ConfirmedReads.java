package dev.ordercache.jdbc;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.HandleCallback;

/**
 * Reads of status changes that are as durable as commits. A read confirms what it returns, except
 * pending changes: a caller that has the id of one has received the answer to its acceptance. Safe
 * for use by many threads.
 */
final class ConfirmedReads {

  private static final int MAX_CONFIRMED = 10_000;

  private final DurableTransactions transactions;

  /** Entries that the standbys are known to have, kept because callers read them repeatedly. */
  private final Set<Seen> confirmed =
      Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

  /** A change in a state. */
  private record Seen(long id, ChangeState state) {}

  private static final class Latest extends LinkedHashMap<Seen, Boolean> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Seen, Boolean> eldest) {
      return size() > MAX_CONFIRMED;
    }
  }

  ConfirmedReads(DurableTransactions transactions) {
    this.transactions = transactions;
  }

  List<JournalEntry> read(HandleCallback<List<JournalEntry>, RuntimeException> reading) {
    Set<Seen> unconfirmed = new HashSet<>();
    List<JournalEntry> read =
        transactions.in(
            "read",
            handle -> {
              List<JournalEntry> entries = reading.withHandle(handle);
              entries.stream()
                  .filter(entry -> entry.state() != ChangeState.PENDING)
                  .map(entry -> new Seen(entry.id(), entry.state()))
                  .filter(seen -> !confirmed.contains(seen))
                  .forEach(unconfirmed::add);
              DurableTransactions.confirm(handle, unconfirmed.stream().map(Seen::id).toList());
              return entries;
            });
    confirmed.addAll(unconfirmed);
    return read;
  }
}
