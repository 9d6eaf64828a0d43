package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Reply;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link RelayTargetContract} that is about the start of a term. */
abstract class TakeoverContract extends OwnerContract {

  /** Takes over in term 4 and applies one round; returns the progress. */
  Progress served() {
    long seq = takeOver(4, NOTHING, MINUTE).seq();
    return new Progress(4, applyRound(4, seq, MINUTE).seq());
  }

  static OrderChange ofOrderTwo() {
    return new OrderChange(key(2).id(), 2, APPROVED, STARTED, "tx-2");
  }

  @Nested
  class ATakeover {

    @Test
    void ofAnEmptyCacheBeginsAnEpoch() {
      Reply reply = takeOver(1, NOTHING, MINUTE);
      assertTrue(reply.accepted());
      assertTrue(reply.newEpoch());
      cache(key(1), version(1));
      assertHit(key(1), version(1));
    }

    @Test
    void keepsACacheWarmThatHoldsAllThatWasAcknowledged() {
      Progress progress = served();
      cache(key(1), version(1));
      Reply reply = takeOver(5, progress, MINUTE);
      assertTrue(reply.accepted());
      assertFalse(reply.newEpoch());
      assertHit(key(1), version(1));
    }

    @Test
    void keepsACacheWarmThatHoldsMoreThanWasAcknowledged() {
      Progress progress = served();
      cache(key(1), version(1));
      assertFalse(takeOver(5, new Progress(4, progress.seq() - 1), MINUTE).newEpoch());
      assertFalse(takeOver(6, new Progress(3, 1_000), MINUTE).newEpoch());
      assertHit(key(1), version(1));
    }

    @Test
    void ofACacheThatHasLostRoundsBeginsANewEpoch() {
      Progress progress = served();
      cache(key(1), version(1));
      assertTrue(takeOver(5, new Progress(4, progress.seq() + 1), MINUTE).newEpoch());
      assertGone(key(1));
    }

    @Test
    void ofACacheThatHasLostTermsBeginsANewEpoch() {
      served();
      cache(key(1), version(1));
      assertTrue(takeOver(7, new Progress(6, 1), MINUTE).newEpoch());
      assertGone(key(1));
    }

    @Test
    void fromAnotherOriginBeginsANewEpochWhateverTheTerms() {
      Progress progress = served();
      cache(key(1), version(1));
      Term other = new Term(2, "another database", progress);
      Reply reply = under.target().takeOver(other, round(MINUTE));
      assertTrue(reply.accepted());
      assertTrue(reply.newEpoch());
      assertGone(key(1));
      assertTrue(applyRound(other, reply.seq(), MINUTE).accepted());
    }

    @Test
    void isRefusedAfterANewerTermAndDoesNothing() {
      Progress progress = served();
      cache(key(1), version(1));
      Reply refused =
          takeOver(3, NOTHING, MINUTE, Invalidation.of(key(1).entry()), after(ofOrderTwo()));
      assertFalse(refused.accepted());
      assertFalse(refused.newEpoch());
      assertHit(key(1), version(1));
      assertTrue(applyRound(4, progress.seq(), MINUTE).accepted());
    }

    @Test
    void deletesWhatItsRoundSays() {
      Progress progress = served();
      cache(key(1), version(1));
      cache(key(3), version(1));
      takeOver(5, progress, MINUTE, after(change(2, APPROVED, STARTED, "tx-2")));
      assertGone(key(1));
      assertHit(key(3), version(1));
    }
  }
}
