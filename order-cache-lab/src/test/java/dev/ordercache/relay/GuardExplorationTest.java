package dev.ordercache.relay;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.SteppedRelay.Loss;
import dev.ordercache.relay.SteppedRelay.Mistake;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Explores every state that two relays, two commits, a clock, a lost request or reply and a deposed
 * leader can reach within some steps, with rounds that leave out the cache whenever they find
 * nothing. In no state is the guard present at time t while a change that was committed no later
 * than t minus the bound is not relayed. This holds for the relay's bound, and for the shorter
 * bound of a reader, which relies on the guard for a correspondingly shorter time.
 */
class GuardExplorationTest {

  /** The length of the longest among the shortest paths to each mistake. */
  private static final int STEPS = 13;

  private static final long BOUND = SteppedRelay.BOUND;
  private static final long SHORTER = BOUND - 1;

  /** A possible next step. */
  private enum Event {
    COMMIT,
    TICK,
    DEPOSE,
    FIRST,
    FIRST_IDLE,
    FIRST_LOSES_REQUEST,
    FIRST_LOSES_REPLY,
    SECOND,
    SECOND_IDLE,
    SECOND_LOSES_REQUEST,
    SECOND_LOSES_REPLY
  }

  /** Equal for states with the same possible continuations. */
  private record Key(
      List<Object> world,
      List<Object> oneRelay,
      List<Object> otherRelay,
      int commits,
      int losses,
      int deposals) {}

  /** A state, the steps that are still possible, and the path to it. */
  private static final class State {

    private final GuardWorld world;
    private final SteppedRelay first;
    private final SteppedRelay second;
    private final int steps;
    private final String path;
    private int commits = 2;
    private int losses = 1;
    private int deposals = 1;

    State(Mistake mistake) {
      this.world = new GuardWorld();
      this.first = new SteppedRelay(mistake);
      this.second = new SteppedRelay(mistake);
      this.steps = 0;
      this.path = "";
    }

    private State(State before, Event event) {
      this.world = before.world.copy();
      this.first = before.first.copy();
      this.second = before.second.copy();
      this.steps = before.steps + 1;
      this.path = before.path + " " + event;
      this.commits = before.commits;
      this.losses = before.losses;
      this.deposals = before.deposals;
    }

    /** The state after an event, or null if the event is not possible here. */
    @Nullable State after(Event event) {
      boolean possible =
          switch (event) {
            case COMMIT -> commits > 0;
            case DEPOSE -> deposals > 0;
            case TICK, FIRST, FIRST_IDLE, SECOND, SECOND_IDLE -> true;
            default -> losses > 0;
          };
      if (!possible) {
        return null;
      }
      State next = new State(this, event);
      return next.happens(event) ? next : null;
    }

    private boolean happens(Event event) {
      return switch (event) {
        case COMMIT -> {
          commits--;
          world.commit();
          yield true;
        }
        case TICK -> {
          world.tick();
          yield true;
        }
        case DEPOSE -> {
          deposals--;
          world.depose();
          yield true;
        }
        case FIRST -> step(first);
        case FIRST_IDLE -> first.idle(world);
        case FIRST_LOSES_REQUEST -> lose(first, Loss.REQUEST);
        case FIRST_LOSES_REPLY -> lose(first, Loss.REPLY);
        case SECOND -> step(second);
        case SECOND_IDLE -> second.idle(world);
        case SECOND_LOSES_REQUEST -> lose(second, Loss.REQUEST);
        case SECOND_LOSES_REPLY -> lose(second, Loss.REPLY);
      };
    }

    private boolean step(SteppedRelay relay) {
      relay.step(world, Loss.NONE);
      return true;
    }

    /** Only a call to the cache can be lost. */
    private boolean lose(SteppedRelay relay, Loss loss) {
      losses--;
      return relay.step(world, loss);
    }

    /** The two relays are interchangeable. */
    Key key() {
      List<Object> one = first.key();
      List<Object> other = second.key();
      return one.hashCode() <= other.hashCode()
          ? new Key(world.key(), one, other, commits, losses, deposals)
          : new Key(world.key(), other, one, commits, losses, deposals);
    }
  }

  /** How many states were seen, and a shortest path to a guard that is wrongly present, if any. */
  private record Explored(int states, @Nullable String violation) {}

  private static boolean isViolated(GuardWorld world) {
    return world.isBoundViolated(BOUND, BOUND) || world.isBoundViolated(BOUND, SHORTER);
  }

  private static Explored explore(Mistake mistake, Predicate<GuardWorld> violation) {
    Set<Key> seen = new HashSet<>();
    Deque<State> ahead = new ArrayDeque<>();
    ahead.add(new State(mistake));
    while (!ahead.isEmpty()) {
      State state = ahead.remove();
      for (Event event : Event.values()) {
        State next = state.after(event);
        if (next == null || !seen.add(next.key())) {
          continue;
        }
        if (violation.test(next.world)) {
          return new Explored(seen.size(), next.path);
        }
        if (next.steps < STEPS) {
          ahead.add(next);
        }
      }
    }
    return new Explored(seen.size(), null);
  }

  @Test
  void theGuardIsNeverPresentWhileAnOldChangeIsNotRelayed() {
    Explored explored = explore(Mistake.NONE, GuardExplorationTest::isViolated);
    assertNull(explored.violation());
    assertTrue(explored.states() > 100_000, explored.states() + " states are too few");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachMistakeIsFound(Mistake mistake) {
    assertNotNull(explore(mistake, world -> world.isBoundViolated(BOUND, BOUND)).violation());
  }

  @Test
  void aReaderThatIgnoresTheGuardsBoundReadsStaleValues() {
    assertNotNull(
        explore(Mistake.NONE, world -> world.isBoundViolated(SHORTER, SHORTER)).violation());
  }
}
