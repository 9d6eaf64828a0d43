package dev.ordercache.lab.history;

import dev.ordercache.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The changes and answers of one thread of an instance, in files that are mapped into memory: they
 * keep what was written before the process was killed. The kind of a record is written last, so
 * that an incomplete record is not read. Used by one thread.
 */
final class HistoryLog {

  static final byte END = 0;
  static final byte SEEN = 1;
  static final byte ATTEMPT = 2;
  static final byte OUTCOME = 3;
  static final int STATE_BYTES = Integer.BYTES + Long.BYTES + 1;

  /** The outcome of an attempt for its writer. */
  enum Outcome {
    PROMISED,
    COMMITTED,
    NOT_MADE,
    UNKNOWN
  }

  private static final int CHUNK = 1 << 20;
  private static final int SEEN_BYTES = 5 + 3 * Integer.BYTES + 2 * Long.BYTES;
  private static final int WRITE_BYTES = 64;

  private final Path folder;
  private final String name;
  private int chunk;
  private @Nullable MappedByteBuffer buffer;

  /** Begins a log; each thread's has another name. */
  HistoryLog(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  void seen(Seen seen) {
    MappedByteBuffer out = room(SEEN_BYTES + seen.orders().size() * STATE_BYTES);
    int start = out.position();
    out.put(END)
        .put(code(Source.values(), seen.source()))
        .put(code(Seen.What.values(), seen.what()))
        .put(code(Seen.Rest.values(), seen.rest()))
        .putInt(seen.key())
        .putLong(seen.begin())
        .putLong(seen.end())
        .putInt(seen.count())
        .putInt(seen.orders().size());
    for (OrderState state : seen.orders()) {
      put(out, state);
    }
    out.put(start, SEEN);
  }

  /** Records what a change would lead to, before it is requested. */
  void attempt(int id, int version, int status, long begin) {
    MappedByteBuffer out = room(WRITE_BYTES);
    int start = out.position();
    out.put(END).putInt(id).putInt(version).put((byte) status).putLong(begin);
    out.put(start, ATTEMPT);
  }

  /** Records an outcome after the call has returned; the state counts only if it was made. */
  void outcome(Outcome outcome, OrderState state, long end) {
    MappedByteBuffer out = room(WRITE_BYTES);
    int start = out.position();
    out.put(END).put(code(Outcome.values(), outcome)).putLong(end);
    put(out, state);
    out.put(start, OUTCOME);
  }

  /** The code of one of some values, or of none. */
  private static <E extends Enum<E>> byte code(E[] values, @Nullable E one) {
    return (byte) Arrays.asList(values).indexOf(one);
  }

  /** The value that a code stands for. */
  static <E extends Enum<E>> @Nullable E decode(E[] values, byte code) {
    return code < 0 ? null : values[code];
  }

  private static void put(MappedByteBuffer out, OrderState state) {
    out.putInt(state.id()).putLong(state.stamp()).put((byte) state.status());
  }

  private MappedByteBuffer room(int bytes) {
    MappedByteBuffer present = buffer;
    if (present == null || present.remaining() <= bytes) {
      present = map(Math.max(CHUNK, bytes + 1));
      buffer = present;
    }
    return present;
  }

  private MappedByteBuffer map(int size) {
    Path file = folder.resolve("%s.%04d".formatted(name, chunk++));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
