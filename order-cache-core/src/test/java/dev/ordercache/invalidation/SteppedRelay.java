package dev.ordercache.invalidation;

import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.invalidation.ChangeLog.LeadershipLostException;
import dev.ordercache.invalidation.ChangeLog.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relay of the library, which makes one call at a time and then stops until its next step. It
 * needs no thread: at each step the term runs again from its begin with the replies that it has
 * had, makes the next call, and is cut off at the one after that.
 */
final class SteppedRelay {

  /** What is wrong with the relay. */
  enum Mistake {
    NONE,
    /** The guard's end is counted from this round's own reply. */
    COUNTS_FROM_THIS_REPLY,
    /** The guard is set though changes were left behind. */
    VOUCHES_AFTER_A_PART,
    /** Changes are acknowledged before the cache has taken them. */
    ACKNOWLEDGES_FIRST,
    /** The guard is renewed without a poll of its own after a round that found nothing. */
    RENEWS_WITHOUT_A_POLL
  }

  /** What becomes of a call to the cache. */
  enum Loss {
    NONE,
    REQUEST,
    REPLY
  }

  static final long BOUND = 2;

  private static final RelaySettings SETTINGS =
      new RelaySettings(
          Duration.ofMillis(BOUND),
          Duration.ofNanos(1),
          Duration.ofNanos(1),
          Duration.ofNanos(1),
          1,
          InvalidationPolicy.orderAndLists(),
          carried -> {});

  /** A poll's reply, and whether its round may leave the cache alone. */
  private record Poll(ChangeBatch batch, boolean withoutCache) {}

  /** Cuts the relay off at a call that is not yet to be made. */
  private static final class CutOff extends RuntimeException {

    private static final long serialVersionUID = 1;

    CutOff() {
      super(null, null, false, false);
    }
  }

  private final Mistake mistake;
  private final List<Object> replies;

  SteppedRelay(Mistake mistake) {
    this(mistake, List.of());
  }

  private SteppedRelay(Mistake mistake, List<Object> replies) {
    this.mistake = mistake;
    this.replies = new ArrayList<>(replies);
  }

  SteppedRelay copy() {
    return new SteppedRelay(mistake, replies);
  }

  /**
   * Equal for relays that go on alike: of all replies a term remembers its own number, the last one
   * of the cache, and the batch that it carries. Of rounds without the cache even a mistaken one
   * remembers only whether there was one.
   */
  List<Object> key() {
    List<Object> kept = replies.stream().filter(reply -> !isIdlePoll(reply)).toList();
    List<Object> last = kept.subList(Math.max(0, kept.size() - 3), kept.size());
    return List.of(kept.size() > 1 ? kept.get(1) : "", List.copyOf(last), idlePoll() != null);
  }

  /** The last poll of a round without the cache. */
  private @Nullable Poll idlePoll() {
    return replies.stream()
        .filter(SteppedRelay::isIdlePoll)
        .map(Poll.class::cast)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  private static boolean isIdlePoll(Object reply) {
    return reply instanceof Poll poll && poll.withoutCache();
  }

  /**
   * Makes one call.
   *
   * @return whether it was one to the cache, the only ones that can be lost
   */
  boolean step(GuardWorld world, Loss loss) {
    return step(new Ports(world, loss, false)).cached;
  }

  /**
   * Makes one call, which is to be the poll of a round that leaves the cache alone.
   *
   * @return whether it was one
   */
  boolean idle(GuardWorld world) {
    boolean pollsAgain = step(new Ports(world, Loss.NONE, true)).pollsAgain;
    return pollsAgain && isIdlePoll(replies.get(replies.size() - 1));
  }

  private Ports step(Ports ports) {
    try {
      Optional<RelayTerm> term = RelayTerm.elect(ports.log(), ports, SETTINGS);
      while (term.isPresent()) {
        term.get().round(ports.withoutCache());
      }
      replies.clear();
    } catch (CutOff e) {
      return ports;
    } catch (LeadershipLostException | FreshnessFeed.FreshnessFeedException e) {
      if (replies.size() > 1 && replies.get(1) instanceof Optional<?> led) {
        led.ifPresent(term -> ports.world.resign(((Term) term).number()));
      }
      replies.clear();
    }
    return ports;
  }

  /** The ports of one step. */
  private final class Ports implements FreshnessFeed {

    private final GuardWorld world;
    private final Loss loss;
    private final boolean idle;
    private int position;
    private boolean called;
    private boolean cached;
    private boolean pollsAgain;

    Ports(GuardWorld world, Loss loss, boolean idle) {
      this.world = world;
      this.loss = loss;
      this.idle = idle;
    }

    /** As it was when the round, which begins with its poll, ran first. */
    boolean withoutCache() {
      return position < replies.size() ? isIdlePoll(replies.get(position)) : idle;
    }

    @SuppressWarnings("unchecked") // the same term asks the same again
    private <T> T call(Supplier<T> call) {
      if (position == replies.size()) {
        if (called) {
          throw new CutOff();
        }
        called = true;
        replies.add(call.get());
      }
      return (T) replies.get(position++);
    }

    private <T> T callCache(Supplier<T> call) {
      return call(
          () -> {
            cached = true;
            if (loss == Loss.REQUEST) {
              throw new FreshnessFeedException("request lost", new IllegalStateException());
            }
            T reply = call.get();
            if (loss == Loss.REPLY) {
              throw new FreshnessFeedException("reply lost", new IllegalStateException());
            }
            return reply;
          });
    }

    @Override
    public long time() {
      return callCache(world::now);
    }

    @Override
    public Reply takeOver(Term term, Round round) {
      return callCache(() -> world.takeOver(term, guarded(round)));
    }

    @Override
    public Reply drain(Progress expected, Round round) {
      return callCache(() -> world.drain(expected, guarded(round)));
    }

    private Round guarded(Round round) {
      return mistake == Mistake.COUNTS_FROM_THIS_REPLY
          ? new Round(round.invalidations(), new Guard(world.now(), Duration.ofMillis(BOUND)))
          : round;
    }

    ChangeLog log() {
      return new ChangeLog() {
        @Override
        public Optional<Leadership> lead() {
          return call(() -> Optional.ofNullable(world.lead())).map(Leading::new);
        }

        @Override
        public LogBacklog backlog(int most) {
          throw new UnsupportedOperationException(); // nobody looks
        }
      };
    }

    /** A term in the log. */
    private final class Leading implements Leadership {

      private final Term term;

      Leading(Term term) {
        this.term = term;
      }

      @Override
      public Term term() {
        return term;
      }

      @Override
      public ChangeBatch poll(int limit) {
        pollsAgain = called;
        return call(() -> new Poll(polled(limit), idle)).batch();
      }

      private ChangeBatch polled(int limit) {
        Poll before = idlePoll();
        if (mistake == Mistake.RENEWS_WITHOUT_A_POLL && before != null && !idle) {
          return before.batch();
        }
        ChangeBatch batch = world.poll(term.number(), limit);
        if (mistake == Mistake.ACKNOWLEDGES_FIRST) {
          world.acknowledge(term.number(), batch, term.acknowledged().seq());
        }
        return mistake == Mistake.VOUCHES_AFTER_A_PART
            ? new ChangeBatch(
                batch.positions(),
                batch.changes(),
                batch.loggedAt(),
                batch.polledAt(),
                batch.everything(),
                true)
            : batch;
      }

      @Override
      public void acknowledge(ChangeBatch batch, long seq) {
        call(
            () -> {
              world.acknowledge(term.number(), batch, seq);
              return "acknowledged";
            });
      }

      @Override
      public void close() {}
    }
  }
}
