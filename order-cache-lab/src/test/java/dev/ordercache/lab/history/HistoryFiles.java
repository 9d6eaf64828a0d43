package dev.ordercache.lab.history;

import dev.ordercache.Source;
import dev.ordercache.lab.history.HistoryLog.Outcome;
import dev.ordercache.lab.history.Seen.Rest;
import dev.ordercache.lab.history.Seen.What;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the logs of the instances in a folder; their names begin with the instance's number. */
final class HistoryFiles {

  private final SortedMap<String, List<Path>> logs = new TreeMap<>();
  private long promised;
  private long made;
  private long unknown;

  HistoryFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .sorted()
          .forEach(
              file -> {
                String name = file.getFileName().toString();
                String log = name.substring(0, name.lastIndexOf('.'));
                logs.computeIfAbsent(log, key -> new ArrayList<>()).add(file);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Library changes that were made. */
  long made() {
    return made;
  }

  /** Those of them to which G2 applies. */
  long promised() {
    return promised;
  }

  /** Those that may have been made: their writer died, or the database did not answer. */
  long unknown() {
    return unknown;
  }

  /** Passes on all answers, one log after the other. */
  void answers(Consumer<Seen> consumer) {
    logs.keySet().forEach(log -> read(log, new Lone(instance(log), consumer, new Writes())));
  }

  /** Adds all changes to the other writes. */
  void writes(Writes writes, WrongRedis wrongRedis) {
    for (String log : logs.keySet()) {
      int instance = instance(log);
      Lone lone = new Lone(instance, seen -> {}, writes);
      lone.wrongRedis = wrongRedis;
      read(log, lone);
      lone.giveUp();
      promised += lone.promised;
      made += lone.made;
      unknown += lone.unknown;
    }
  }

  private static int instance(String log) {
    return Integer.parseInt(log.substring(0, log.indexOf('-')));
  }

  private void read(String log, Lone lone) {
    for (Path file : logs.getOrDefault(log, List.of())) {
      try {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        while (in.hasRemaining() && lone.read(in)) {
          // one record after the other
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A change that was requested. */
  private record Attempt(int id, int version, int status, long begin) {}

  /** The log of one thread. */
  private static final class Lone {

    private final int instance;
    private final Consumer<Seen> consumer;
    private final Writes writes;
    private @Nullable Attempt attempt;
    private WrongRedis wrongRedis = new WrongRedis();
    private long promised;
    private long made;
    private long unknown;

    Lone(int instance, Consumer<Seen> consumer, Writes writes) {
      this.instance = instance;
      this.consumer = consumer;
      this.writes = writes;
    }

    boolean read(ByteBuffer in) {
      byte kind = in.get();
      switch (kind) {
        case HistoryLog.SEEN -> consumer.accept(seen(in));
        case HistoryLog.ATTEMPT ->
            attempt = new Attempt(in.getInt(), in.getInt(), in.get(), in.getLong());
        case HistoryLog.OUTCOME -> outcome(in);
        default -> {
          return false;
        }
      }
      return true;
    }

    /** A change that was begun and has no outcome may have been made. */
    void giveUp() {
      Attempt open = attempt;
      if (open != null) {
        unknown++;
        writes.attempted(open.id(), open.version(), open.status(), open.begin());
        attempt = null;
      }
    }

    private void outcome(ByteBuffer in) {
      Outcome outcome = Objects.requireNonNull(HistoryLog.decode(Outcome.values(), in.get()));
      long end = in.getLong();
      OrderState state = state(in);
      long begin = Objects.requireNonNull(attempt, "an outcome without an attempt").begin();
      switch (outcome) {
        case PROMISED, COMMITTED -> {
          boolean reported = outcome == Outcome.PROMISED && !wrongRedis.was(instance, begin, end);
          made++;
          promised += reported ? 1 : 0;
          if (reported) {
            writes.promised(state, begin, end, instance);
          } else {
            writes.committed(state, begin, end);
          }
        }
        case NOT_MADE -> {}
        case UNKNOWN -> giveUp();
      }
      attempt = null;
    }

    private Seen seen(ByteBuffer in) {
      byte source = in.get();
      What what = Objects.requireNonNull(HistoryLog.decode(What.values(), in.get()));
      byte rest = in.get();
      int key = in.getInt();
      long begin = in.getLong();
      long end = in.getLong();
      int count = in.getInt();
      int size = in.getInt();
      List<OrderState> orders = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        orders.add(state(in));
      }
      return new Seen(
          instance,
          what,
          key,
          HistoryLog.decode(Source.values(), source),
          begin,
          end,
          count,
          Collections.unmodifiableList(orders),
          HistoryLog.decode(Rest.values(), rest));
    }

    private static OrderState state(ByteBuffer in) {
      return new OrderState(in.getInt(), in.getLong(), in.get());
    }
  }
}
