package dev.ordercache.app.events;

import java.nio.ByteBuffer;

/** Writes to one client. */
public interface EventSink {

  /**
   * Begins a write and does not wait. When the write has ended, {@link EventClient#written} or
   * {@link EventClient#gone} is called, unless it was the last one. There is only one write at a
   * time.
   *
   * @param bytes not to be changed
   * @param last whether the stream ends with it
   */
  void write(ByteBuffer bytes, boolean last);

  /** Closes the connection, even during a write. May be called at any time and more than once. */
  void abort();
}
