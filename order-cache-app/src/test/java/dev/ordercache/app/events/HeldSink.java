package dev.ordercache.app.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink whose writes end when the test completes them. */
final class HeldSink implements EventSink {

  final List<String> writes = new ArrayList<>();
  boolean underWay;
  boolean ended;
  boolean aborted;
  @Nullable RuntimeException failure;

  @Override
  public synchronized void write(ByteBuffer bytes, boolean last) {
    if (failure != null) {
      throw failure;
    }
    if (underWay) {
      throw new IllegalStateException("two writes at a time");
    }
    underWay = true;
    ended = last;
    writes.add(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
  }

  @Override
  public synchronized void abort() {
    aborted = true;
  }

  synchronized boolean isAborted() {
    return aborted;
  }

  /** Ends the write in progress. */
  void complete(EventClient client) {
    synchronized (this) {
      if (!underWay) {
        throw new IllegalStateException("no write is in progress");
      }
      underWay = false;
    }
    client.written();
  }

  synchronized String newest() {
    return writes.get(writes.size() - 1);
  }

  synchronized int count() {
    return writes.size();
  }
}
