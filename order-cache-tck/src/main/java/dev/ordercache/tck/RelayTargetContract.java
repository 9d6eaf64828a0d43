package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.relay.RelayTarget}. */
public abstract class RelayTargetContract extends TakeoverContract {

  @Nested
  class ARound {

    private Progress progress = NOTHING;

    @BeforeEach
    void serve() {
      progress = served();
    }

    @Test
    void deletesTheOrderAndTheListsOfBothStatuses() {
      cache(key(1), version(1));
      cache(page(APPROVED, 10), orders(1));
      cache(page(STARTED, 10), orders());
      cache(page(PACKAGING, 10), orders());
      applyRound(4, progress.seq(), MINUTE, after(change(2, APPROVED, STARTED, "tx-2")));
      assertGone(key(1));
      assertGone(page(APPROVED, 10));
      assertGone(page(STARTED, 10));
      assertHit(page(PACKAGING, 10), orders());
    }

    @Test
    void leavesOutWhatIsMarkedAsDoneAndNothingElse() {
      OrderChange done = change(2, APPROVED, STARTED, "tx-2");
      under.cache().invalidate(List.of(after(done)));
      cache(key(1), version(2));
      cache(key(2), version(1));
      applyRound(4, progress.seq(), MINUTE, after(done), after(ofOrderTwo()));
      assertHit(key(1), version(2));
      assertGone(key(2));
    }

    @Test
    void ofManyChangesIsOneRound() {
      LongStream.of(1, 1_000).forEach(id -> cache(key(id), version(1)));
      Invalidation[] all =
          LongStream.rangeClosed(1, 1_000)
              .mapToObj(id -> new OrderChange(key(id).id(), 2, APPROVED, STARTED, "tx"))
              .map(CacheContract::after)
              .toArray(Invalidation[]::new);
      assertTrue(applyRound(4, progress.seq(), MINUTE, all).accepted());
      LongStream.of(1, 1_000).forEach(id -> assertGone(key(id)));
    }

    @Test
    void ofEverythingBeginsANewEpochAndGoesOn() {
      cache(key(1), version(1));
      Reply reply = applyRound(4, progress.seq(), MINUTE, new Invalidation.Everything());
      assertTrue(reply.accepted());
      assertTrue(reply.newEpoch());
      assertGone(key(1));
      assertTrue(applyRound(4, reply.seq(), MINUTE).accepted());
    }

    @Test
    void isOrdinarilyNoNewEpoch() {
      assertFalse(applyRound(4, progress.seq(), MINUTE).newEpoch());
    }

    @Test
    void isRefusedForAnotherSeqAndDoesNothing() {
      cache(key(1), version(1));
      Invalidation some = Invalidation.of(key(1).entry());
      assertFalse(applyRound(4, progress.seq() - 1, MINUTE, some).accepted());
      assertFalse(applyRound(4, progress.seq() + 1, MINUTE, some).accepted());
      assertHit(key(1), version(1));
      assertTrue(applyRound(4, progress.seq(), MINUTE).accepted());
    }

    @Test
    void isRefusedForAnotherTermAndDoesNothing() {
      cache(key(1), version(1));
      Invalidation some = Invalidation.of(key(1).entry());
      assertFalse(applyRound(3, progress.seq(), MINUTE, some).accepted());
      assertFalse(applyRound(5, progress.seq(), MINUTE, some).accepted());
      assertHit(key(1), version(1));
    }

    @Test
    void isRefusedAfterAnotherRelayTookOver() {
      takeOver(5, progress, MINUTE);
      assertFalse(applyRound(4, progress.seq(), MINUTE).accepted());
    }

    @Test
    void isRefusedAfterAFlushAndSetsNoGuard() {
      under.flush();
      assertFalse(applyRound(4, progress.seq(), MINUTE).accepted());
      assertUnverified(key(1), null);
    }
  }

  @Nested
  class TheGuard {

    @Test
    void isNotThereUntilARoundSetsIt() {
      long seq = under.target().takeOver(term(1), round(null)).seq();
      assertUnverified(key(1), null);
      applyRound(1, seq, MINUTE);
      assertGone(key(1));
    }

    @Test
    void isLeftAsItIsByARoundThatDoesNotSetIt() {
      long seq = takeOver(1, NOTHING, MINUTE).seq();
      cache(key(1), version(1));
      assertTrue(applyRound(1, seq, null).accepted());
      assertHit(key(1), version(1));
    }

    @Test
    void endsAtItsTimeWhateverElseHappens() {
      assertTrue(applyRound(1, cacheUnderAShortGuard(), null).accepted());
      under.passTime(LONGER);
      assertUnverified(key(1), version(1));
    }

    @Test
    void isProlongedByTheNextRound() {
      applyRound(1, cacheUnderAShortGuard(), MINUTE);
      under.passTime(LONGER);
      assertHit(key(1), version(1));
    }

    @Test
    void isNotSetByARoundThatComesTooLate() {
      ServerTime past = before(under.target().time(), Duration.ofMillis(2));
      Round late = new Round(List.of(), past, Duration.ofMillis(1));
      Reply reply = under.target().takeOver(term(1), late);
      assertTrue(reply.accepted());
      assertUnverified(key(1), null);
      assertTrue(under.target().applyRound(term(1), reply.seq(), late).accepted());
      assertUnverified(key(1), null);
    }

    @Test
    void isNotSetByARefusedRound() {
      takeOver(2, NOTHING, SHORT);
      assertFalse(applyRound(2, 77, MINUTE).accepted());
      assertFalse(takeOver(1, NOTHING, MINUTE).accepted());
      under.passTime(LONGER);
      assertUnverified(key(1), null);
    }

    @Test
    void isEndedByARoundWithATimeOfAnotherServer() {
      for (Duration bound : Arrays.asList(MINUTE, null)) {
        long seq = setGuard().seq();
        cache(key(1), version(1));
        ServerTime elsewhere = new ServerTime(under.target().time().millis(), "another server");
        Round round = new Round(List.of(), elsewhere, bound);
        assertTrue(under.target().applyRound(term(1), seq, round).accepted());
        assertUnverified(key(1), version(1));
        invalidate(Invalidation.of(key(1).entry()));
      }
    }

    @Test
    void leavesAnOldValueUnverifiedOnceItHasExpired() {
      Progress lost = new Progress(1, cacheUnderAShortGuard() + 1);
      under.passTime(LONGER);
      assertTrue(under.target().takeOver(new Term(2, ORIGIN, lost), round(null)).newEpoch());
      assertUnverified(key(1), version(1));
    }
  }

  @Nested
  class TwoTermsOfOneTarget {

    @Test
    void alternateAndEndEachOtherAlthoughTheirNumbersAreEqual() {
      Term one = term(4);
      Term two = new Term(4, "another database", NOTHING);
      for (int i = 0; i < 2; i++) {
        long seq = under.target().takeOver(one, round(MINUTE)).seq();
        assertFalse(applyRound(two, seq, MINUTE).accepted());
        assertTrue(applyRound(one, seq, MINUTE).accepted());
        seq = under.target().takeOver(two, round(MINUTE)).seq();
        assertFalse(applyRound(one, seq, MINUTE).accepted());
        assertTrue(applyRound(two, seq, MINUTE).accepted());
      }
    }
  }

  @Nested
  class TheClock {

    @Test
    void isTheOneOfTheReplies() {
      ServerTime before = under.target().time();
      Reply reply = takeOver(1, NOTHING, MINUTE);
      assertTrue(before.millis() <= reply.time().millis());
      assertTrue(reply.time().millis() <= under.target().time().millis());
      assertEquals(before.server(), reply.time().server());
    }

    @Test
    void moves() {
      long before = under.target().time().millis();
      under.passTime(Duration.ofMillis(20));
      assertTrue(under.target().time().millis() >= before + 20);
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsARound() {
      assertFails(
          RelayTargetException.class,
          silent ->
              silent.target().takeOver(term(1), new Round(List.of(), new ServerTime(0, ""), null)));
    }

    @Test
    void failsAReadOfItsTime() {
      assertFails(RelayTargetException.class, silent -> silent.target().time());
    }
  }
}
