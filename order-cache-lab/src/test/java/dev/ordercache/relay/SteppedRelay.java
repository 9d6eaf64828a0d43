package dev.ordercache.relay;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.ChangeLog.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The relay of the library, which makes one call at a time and then stops until its next step. It
 * needs no thread: at each step the term runs again from its beginning with the replies that it has
 * received, makes the next call, and is stopped at the call after that.
 */
final class SteppedRelay {

  /** A mistake of the relay. */
  enum Mistake {
    NONE,
    /** The guard's end is counted from this round's own reply. */
    COUNTS_FROM_THIS_REPLY,
    /** The guard is set although the poll left changes behind. */
    SETS_THE_GUARD_AFTER_A_PART,
    /** Changes are acknowledged before the cache has applied them. */
    ACKNOWLEDGES_FIRST,
    /** The guard is renewed without a poll of its own after a round that found nothing. */
    RENEWS_WITHOUT_A_POLL
  }

  /** The loss of a call to the cache. */
  enum Loss {
    NONE,
    REQUEST,
    REPLY
  }

  static final long BOUND = 2;

  private static final Check FOUND = new Check(true);
  private static final Check NOTHING = new Check(false);

  private static final CachePlan PLAN =
      CachePlan.builder().stalenessBound(Duration.ofMillis(BOUND)).build();
  private static final RelaySettings SETTINGS =
      new RelaySettings(
          Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofNanos(1), 1, relayed -> {});

  /** The result of the check that begins a round which may leave out the cache. */
  private record Check(boolean found) {}

  /** Stops the relay at a call that belongs to a later step. */
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
   * Equal for relays with the same possible continuations: of all replies, a term depends only on
   * its own number, the cache's last one, the batch that it relays, and whether it has just found
   * rows. Of rounds without the cache, even a mistaken relay depends only on whether there was one.
   */
  List<Object> key() {
    List<Object> kept = replies.stream().filter(reply -> !(reply instanceof Check)).toList();
    List<Object> last = kept.subList(Math.max(0, kept.size() - 3), kept.size());
    return List.of(
        kept.size() > 1 ? kept.get(1) : "",
        List.copyOf(last),
        foundNothing(),
        replies.size() > 0 && FOUND.equals(replies.get(replies.size() - 1)));
  }

  private boolean foundNothing() {
    return replies.contains(NOTHING);
  }

  /**
   * Makes one call.
   *
   * @return whether it was a call to the cache; only these can be lost
   */
  boolean step(GuardWorld world, Loss loss) {
    return step(new Ports(world, loss, false)).cached;
  }

  /**
   * Makes one call, which should be a check.
   *
   * @return whether it was one
   */
  boolean idle(GuardWorld world) {
    return step(new Ports(world, Loss.NONE, true)).checked;
  }

  private Ports step(Ports ports) {
    try {
      Optional<RelayTerm> term = RelayTerm.elect(ports.log(), ports, PLAN, SETTINGS);
      while (term.isPresent()) {
        term.get().round(ports.mayCheckOnly());
      }
      replies.clear();
    } catch (CutOff e) {
      return ports;
    } catch (LeadershipLostException | RelayTarget.RelayTargetException e) {
      if (replies.size() > 1 && replies.get(1) instanceof Optional<?> led) {
        led.ifPresent(term -> ports.world.resign(((Term) term).number()));
      }
      replies.clear();
    }
    return ports;
  }

  /** The ports of one step. */
  private final class Ports implements RelayTarget {

    private final GuardWorld world;
    private final Loss loss;
    private final boolean idle;
    private int position;
    private boolean called;
    private boolean cached;
    private boolean checked;

    Ports(GuardWorld world, Loss loss, boolean idle) {
      this.world = world;
      this.loss = loss;
      this.idle = idle;
    }

    /** The same answer as in the first run of the round, which begins with its check. */
    boolean mayCheckOnly() {
      return position < replies.size() ? replies.get(position) instanceof Check : idle;
    }

    @SuppressWarnings("unchecked") // the same term repeats the same calls
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
              throw new RelayTargetException("request lost", new IllegalStateException());
            }
            T reply = call.get();
            if (loss == Loss.REPLY) {
              throw new RelayTargetException("reply lost", new IllegalStateException());
            }
            return reply;
          });
    }

    @Override
    public ServerTime time() {
      return callCache(world::time);
    }

    @Override
    public Reply takeOver(Term term, Round round) {
      return callCache(() -> world.takeOver(term, guarded(round)));
    }

    @Override
    public Reply applyRound(Term term, long seq, Round round) {
      return callCache(() -> world.applyRound(term, seq, guarded(round)));
    }

    private Round guarded(Round round) {
      return mistake == Mistake.COUNTS_FROM_THIS_REPLY
          ? new Round(round.invalidations(), world.time(), Duration.ofMillis(BOUND))
          : round;
    }

    ChangeLog log() {
      return new ChangeLog() {
        @Override
        public Optional<Leadership> lead() {
          return call(() -> Optional.ofNullable(world.lead())).map(Leading::new);
        }

        @Override
        public LogBacklog backlog(int limit) {
          throw new UnsupportedOperationException(); // never called
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
      public boolean hasUnread() {
        return call(() -> {
              checked = true;
              return new Check(world.hasUnread());
            })
            .found();
      }

      @Override
      public ChangeBatch poll(int limit) {
        return call(() -> polled(limit));
      }

      private ChangeBatch polled(int limit) {
        if (mistake == Mistake.RENEWS_WITHOUT_A_POLL && foundNothing()) {
          return new ChangeBatch(List.of(), List.of(), List.of(), Instant.EPOCH, false, true);
        }
        ChangeBatch batch = world.poll(term.number(), limit);
        if (mistake == Mistake.ACKNOWLEDGES_FIRST) {
          world.acknowledge(term.number(), batch, term.acknowledged().seq());
        }
        return mistake == Mistake.SETS_THE_GUARD_AFTER_A_PART
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
