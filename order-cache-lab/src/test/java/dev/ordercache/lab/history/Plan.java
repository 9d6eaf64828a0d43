package dev.ordercache.lab.history;

import dev.ordercache.lab.history.Fault.Kind;
import dev.ordercache.lab.history.Fault.Track;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The faults of a round, with their times: a pure function of the seed. Each track deals its kinds
 * of faults like a deck of cards, so that each comes once before one comes again. The same seed
 * gives the same plan, but not the same history, which depends on the machine too.
 *
 * @param seed what it was made from
 * @param instances the number of instances
 * @param faults the faults of each track, in their order
 */
record Plan(long seed, int instances, List<Fault> faults) {

  private static final int SHORTEST_GAP = 100;
  private static final int LONGEST_GAP = 700;

  /** A plan with all kinds of faults that lasts about so long. */
  static Plan of(long seed, int instances, long millis) {
    return of(seed, instances, millis, EnumSet.allOf(Kind.class));
  }

  /** A plan with some kinds of faults. */
  static Plan of(long seed, int instances, long millis, Set<Kind> kinds) {
    List<Fault> faults = new ArrayList<>();
    Random random = new Random(seed);
    for (Track track : Track.values()) {
      List<Kind> own = kinds.stream().filter(kind -> kind.track() == track).sorted().toList();
      long planned = 0;
      List<Kind> deck = new ArrayList<>();
      while (!own.isEmpty() && planned < millis) {
        if (deck.isEmpty()) {
          deck.addAll(own);
          Collections.shuffle(deck, random);
        }
        Fault fault = fault(deck.remove(0), instances, random);
        faults.add(fault);
        planned += fault.afterMillis() + fault.millis();
      }
    }
    return new Plan(seed, instances, List.copyOf(faults));
  }

  /** One track's faults. */
  List<Fault> of(Track track) {
    return faults.stream().filter(fault -> fault.kind().track() == track).toList();
  }

  private static Fault fault(Kind kind, int instances, Random random) {
    int gap = SHORTEST_GAP + random.nextInt(LONGEST_GAP - SHORTEST_GAP);
    return new Fault(kind, random.nextInt(instances), gap, length(kind, random));
  }

  private static long length(Kind kind, Random random) {
    return switch (kind) {
      case INSTANCE_PAUSED -> 100 + random.nextInt(4_900);
      case RELAY_STOPPED -> 100 + random.nextInt(2_000);
      case ALL_RELAYS_STOPPED -> 500 + random.nextInt(3_500);
      case REPLIES_HELD, REQUESTS_HELD -> 50 + random.nextInt(1_500);
      case REDIS_PAUSED -> 100 + random.nextInt(2_500);
      case FAILOVER -> random.nextInt(1_500);
      case SPLIT_BRAIN -> 500 + random.nextInt(3_000);
      default -> 0;
    };
  }
}
