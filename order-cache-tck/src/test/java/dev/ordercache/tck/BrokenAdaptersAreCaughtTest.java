package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ordercache.tck.ContractRun.CacheFactory;
import dev.ordercache.tck.ContractRun.ChangeLogRun;
import dev.ordercache.tck.ContractRun.EventLogRun;
import dev.ordercache.tck.ContractRun.NearCacheFactory;
import dev.ordercache.tck.ContractRun.OrderCacheRun;
import dev.ordercache.tck.ContractRun.OrderQueryRun;
import dev.ordercache.tck.ContractRun.RelayTargetRun;
import dev.ordercache.tck.ContractRun.SagaStoreRun;
import dev.ordercache.tck.ContractRun.StatusChangeJournalRun;
import dev.ordercache.tck.ContractRun.StatusChangeQueueRun;
import dev.ordercache.tck.InMemoryDatabaseUnderTest.QueueFactory;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contracts detect every mistake, by the test that is meant for it. */
@DisplayNameGeneration(Sentences.class)
class BrokenAdaptersAreCaughtTest {

  /** Without this, the others would also pass if the runner itself were broken. */
  @Test
  void adaptersThatAreNotBrokenPass() {
    CacheFactory cache = InMemoryOrderCache::new;
    Supplier<InMemoryOrders> database = () -> new InMemoryOrders(new ManualClock());
    assertEquals(Set.of(), ContractRun.failures(OrderCacheRun.class, cache));
    assertEquals(Set.of(), ContractRun.failures(RelayTargetRun.class, cache));
    assertEquals(Set.of(), ContractRun.failures(InMemoryNearCache::new));
    assertEquals(Set.of(), ContractRun.failures(EventLogRun.class, cache));
    assertEquals(Set.of(), ContractRun.failures(OrderQueryRun.class, database));
    assertEquals(Set.of(), ContractRun.failures(ChangeLogRun.class, database));
    QueueFactory queue = InMemoryStatusChanges::new;
    assertEquals(Set.of(), ContractRun.failures(StatusChangeQueueRun.class, queue));
    assertEquals(Set.of(), ContractRun.failures(StatusChangeJournalRun.class, queue));
    assertEquals(Set.of(), ContractRun.failures(SagaStoreRun.class, queue));
  }

  @TestFactory
  Stream<DynamicTest> brokenCachesAreCaught() {
    return Stream.of(
        cache("isRefusedOnceAnotherHasTheLease", BrokenCaches.FillIgnoresTheLease::new),
        cache("endsItsLease", BrokenCaches.FillIgnoresTheLease::new),
        cache("afterAnInvalidationIsRefused", BrokenCaches.FillIsAPut::new),
        cache("afterAnEvictionIsRefused", BrokenCaches.FillIsAPut::new),
        cache("ofAnEarlierEpochIsRefused", BrokenCaches.FillIsAPut::new),
        cache("livesForItsTimeHoweverOftenItIsRead", BrokenCaches.LookupExtendsTheLife::new),
        cache("isNotForAnEarlierVersion", BrokenCaches.DoneMarkIsForAtLeast::new),
        cache(
            "isNotForTheSameVersionOfAnotherTransaction",
            BrokenCaches.DoneMarkForgetsTheTransaction::new),
        cache(
            "isOnlyForTheEntriesThatItsWriterDeleted",
            BrokenCaches.DoneMarkForgetsWhatWasDeleted::new),
        cache(
            "ofAChangeDeletesTheOrderAndTheListsOfBothStatuses",
            BrokenCaches.InvalidationForgetsTheOldList::new),
        cache("isUnverifiedOnceTheGuardHasExpired", BrokenCaches.GuardNeverEnds::new),
        cache("isUnverifiedOnceTheGuardIsAsOldAsAShorterBound", BrokenCaches.BoundIsTheRelays::new),
        cache("ofManyAnswersEachInItsPlace", BrokenCaches.AnswersInAnyOrder::new),
        cache(
            "thatSaysThatThereIsNoOrderLivesShorter",
            (settings, clock) ->
                new InMemoryOrderCache(
                    settings.withNegativeTimeToLive(settings.timeToLive()), clock)));
  }

  @TestFactory
  Stream<DynamicTest> cachesWithoutTheRightRoomAreCaught() {
    return Stream.of(
        cache(
            "isFullForAPageBehindACursorUntilItIsInvalidated",
            (settings, clock) -> new InMemoryOrderCache(settings.withPageLimit(9), clock)),
        room("hasRoomForFirstPagesAndTheCount", BrokenRooms.FirstPagesAreLikeOthers::new),
        room("hasRoomForFirstPagesAndCounts", BrokenRooms.FirstPagesAreLikeOthers::new),
        room("keepsItsPagesWhateverIsRequestedOnce", BrokenRooms.NoValueIsNew::new),
        room("acceptsNoMoreOrdersRequestedOnce", BrokenRooms.NoValueIsNew::new),
        room("replacesAPageByOneThatIsRequestedAgain", BrokenRooms.EveryValueIsNew::new),
        room("acceptsValuesRequestedAgain", BrokenRooms.EveryValueIsNew::new),
        room("neverEvictsFirstPagesOrTheCount", BrokenRooms.FirstPagesMakeRoom::new),
        room(
            "keepsNoMoreThanItsMaximumHoweverOftenOthersAreRequested",
            BrokenRooms.NothingMakesRoom::new),
        cache(
            "isBoundedForOrdersRequestedAgainAndStillHasRoomForPages",
            (settings, clock) ->
                BrokenRooms.cache(
                    settings, clock, new InMemoryRoom(settings.withMemory(1L << 40)))),
        cache(
            "boundsNegativeEntriesAndHasRoomForOrders",
            (settings, clock) ->
                BrokenRooms.cache(
                    settings, clock, new InMemoryRoom(settings.withMemory(1L << 40)))),
        cache("hasRoomAgainOnceEntriesAreInvalidated", BrokenRooms.WhatIsGoneStillCounts::new),
        cache("hasRoomAgainOnceEntriesHaveExpired", BrokenRooms.WhatIsGoneStillCounts::new),
        cache("hasRoomAgainAfterAFlush", BrokenRooms.WhatIsGoneStillCounts::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenRelayTargetsAreCaught() {
    return Stream.of(
        target("endsAtItsTimeWhateverElseHappens", BrokenCaches.GuardNeverEnds::new),
        target("isNotSetByARoundThatComesTooLate", BrokenCaches.GuardEndsAfterTheRound::new),
        target("ofACacheThatHasLostRoundsBeginsANewEpoch", BrokenCaches.TakeoverIsAlwaysWarm::new),
        target(
            "fromAnotherOriginBeginsANewEpochWhateverTheTerms",
            BrokenCaches.TakeoverIsAlwaysWarm::new),
        target("cannotTakeOverAfterARoundOfTheOwner", BrokenOwners.TablesAreNotCompared::new),
        target(
            "cannotTakeOverWithinAMinuteAlthoughTheGuardHasExpired",
            BrokenOwners.NotThereWithoutAGuard::new),
        target(
            "doesNotSeeTheValuesOfTheOwnerAlsoUnverifiedOnes",
            BrokenOwners.TablesAreNotCompared::new),
        target("cannotFill", BrokenOwners.TablesAreNotCompared::new),
        target("invalidatesNothingAndMarksNothingAsDone", BrokenOwners.TablesAreNotCompared::new),
        target("cannotInvalidateByHandAndGetsAnException", BrokenOwners.TablesAreNotCompared::new),
        target("doesNotSeeUnverifiedValuesOfAnEarlierOwner", BrokenOwners.EpochsHaveNoOwner::new),
        target(
            "thatIsNotNamedYetGetsUnverifiedValuesAndDoesNothing",
            BrokenOwners.UnknownIsTheOwner::new),
        target("cannotTakeOverAfterARoundOfTheFirst", BrokenOwners.ServersAreNotCompared::new),
        target("getsUnverifiedValuesAndFillsNothing", BrokenOwners.ServersAreNotCompared::new),
        target("ignoresTheMarksOfTheFirst", BrokenOwners.MarksOutliveTheirOwner::new),
        target("deletesButMarksNothingAsDone", BrokenOwners.CopiesMarkTheirChanges::new),
        target("isRefusedForAnotherSeqAndDoesNothing", BrokenCaches.RoundExpectsNothing::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenNearCachesAreCaught() {
    return Stream.of(
        near("ofThisInstanceShowsAtOnce", BrokenNearCaches.OwnChangesAreIgnored::new),
        near(
            "ofEverythingByThisInstanceShowsAtOnce",
            BrokenNearCaches.OnlyNamedEntriesAreForgotten::new),
        near("ofAnotherInstanceShowsInTime", BrokenNearCaches.ConfirmationsLiveForASecond::new),
        near(
            "ofEverythingByAnotherInstanceShowsInTime",
            BrokenNearCaches.ConfirmationsLiveForASecond::new),
        near(
            "afterWhichAnotherHasFilledTheListAnewIsNotHiddenByWhatWasBefore",
            BrokenNearCaches.GenerationIsNotCompared::new),
        near("confirmsItsList", BrokenNearCaches.LookupsConfirmNothing::new),
        near("confirmsAListThatItLoads", BrokenNearCaches.LookupsConfirmNothing::new),
        near("confirmsNothingWhileUnverified", BrokenNearCaches.UnverifiedLookupsConfirm::new),
        near(
            "confirmsNothingIfADeletionOvertakesItsReply",
            BrokenNearCaches.OvertakenRepliesConfirm::new),
        near("ofOneEntryIsConfirmedLikeAChange", BrokenNearCaches.ConfirmsOnce::new),
        near("ofEverythingIsConfirmedLikeAChange", BrokenNearCaches.ConfirmsOnce::new),
        near("thatARelayNoticesEndsWhatIsOfTheEarlierEpoch", BrokenNearCaches.EpochIsIgnored::new),
        near("limitsTheConfirmation", BrokenNearCaches.GuardIsOutlived::new),
        near("mustBePresentForAConfirmation", BrokenNearCaches.GuardIsNotChecked::new),
        near("forgetsOnceTheGuardIsAsOldAsItsOwnBound", BrokenNearCaches.GuardIsNotChecked::new),
        near("dropsAConfirmationWhenItsOwnBoundHasPassed", BrokenNearCaches.GuardIsOutlived::new),
        near("isNotOneThatTheCacheHasRefused", BrokenNearCaches.RefusedFillsAreKept::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenEventLogsAreCaught() {
    return Stream.of(
        events("thatIsTooOldIsAResetAtTheNewest", BrokenEventLogs.LossIsNotNoticed::new),
        events(
            "fromBeforeAFlushIsAResetAlsoWhenMoreHasComeSince",
            BrokenEventLogs.LossIsNotNoticed::new),
        events("ofALogWithoutEventsLosesNothingEither", BrokenEventLogs.BeginningHasNoEntry::new),
        events("isFollowedByWhatCameBehindIt", BrokenEventLogs.ResumesAtThePosition::new),
        events("receivesEverythingWhateverOthersRead", BrokenEventLogs.ReadersShare::new),
        events("byANewEpochIsAReset", BrokenEventLogs.EpochsAreNotPublished::new),
        events("ofEverythingIsAReset", BrokenEventLogs.EpochsAreNotPublished::new),
        events("ofManyIsOneReset", BrokenEventLogs.EntriesAreNotBounded::new),
        events("refusesReadersOfAnotherTableOrServer", BrokenOwners.EventsHaveNoOwner::new),
        events("ignoresTheChangesOfAnotherTable", BrokenOwners.EventsHaveNoOwner::new),
        events("getsAResetAfterChangesOnAnotherServer", BrokenOwners.ServersAreNotCompared::new),
        events(
            "thatComesBackLeavesNothingOfTheOtherToBeFollowed",
            BrokenOwners.EventsOutliveTheirOwner::new),
        events(
            "isNeitherReadNorPublishedToWhileTheNameOfTheTableIsUnknown",
            BrokenOwners.EventsHaveNoOwner::new),
        events("isPublishedAfterwards", BrokenEventLogs.PublishesBeforeItDeletes::new),
        events(
            "thatIsMarkedAsDoneIsNotPublishedAgainByTheRelay",
            BrokenEventLogs.DoneIsPublishedAgain::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenQueriesAreCaught() {
    return Stream.of(
        query(
            "pagesTogetherHoldEveryOrderOnceAlsoWhenTimesAreEqual",
            BrokenDatabases.CursorIgnoresTheId::new),
        query(
            "pagesTogetherHoldEveryOrderOnceAlsoWhenTimesAreEqual",
            BrokenDatabases.NextSkipsAnOrder::new),
        query("theLastPageHasNoNextAlsoWhenItIsFull", BrokenDatabases.FullPageAlwaysHasANext::new),
        query("aPageHoldsNoMoreThanItsLimit", BrokenDatabases.LimitIsIgnored::new),
        query("aCountIsOfItsStatusAlone", BrokenDatabases.CountIsOfAllOrders::new),
        query("anUnknownOrderIsAnsweredAsEmpty", BrokenDatabases.FindIsNeverEmpty::new),
        query(
            "everyOrderOfTheStatusesIsPassedOnce", BrokenDatabases.StreamStopsAfterAThousand::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenQueuesAreCaught() {
    return Stream.of(
        queue(
            "areAppliedInTheOrderInWhichTheyWereAccepted",
            BrokenQueues.AnyPendingChangeIsNext::new),
        queue("makesItsPrincipalGreedyAtATenthOfTheMaximum", BrokenQueues.NoPrincipalIsGreedy::new),
        queue("ofAnotherPrincipalIsAnotherKey", BrokenQueues.KeyHasNoPrincipal::new),
        queue("usedAgainReturnsTheOutcomeOfTheChange", BrokenQueues.KeyIsForgottenOnceSettled::new),
        queue("areNotDelayedByALockedOrder", BrokenQueues.LockedOrdersAreChanged::new),
        queue("isRejectedIfTheOrderHasChangedMeanwhile", BrokenQueues.VersionIsNotChecked::new),
        queue(
            "isLoggedAsExactlyTheChangeThatHasToBeInvalidated",
            BrokenQueues.TransactionIsNotTheLoggedOne::new),
        queue("isWaitedFor", BrokenQueues.GraceIsIgnored::new),
        queue("isGivenUpAfterItsAttempts", BrokenQueues.FailsForEver::new),
        queue("isTriedAgainAfterAPause", BrokenQueues.GivesUpAtOnce::new),
        queue("isNeverApplied", BrokenQueues.CancelComesTooLate::new),
        queue("mayMakeAStepThatTheWorkflowDoesNotHave", BrokenQueues.UndoIsAnOrdinaryChange::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenJournalsAndSagasAreCaught() {
    return Stream.of(
        journal(
            "isNotOneThatHasComeToAnotherStateMeanwhile", BrokenQueues.FinishForgetsTheState::new),
        journal("isDeletedOnceItIsFinished", BrokenQueues.TidiesWhatIsUnfinished::new),
        saga("neverOverwritesALaterChange", BrokenQueues.CompensationOverwrites::new),
        saga(
            "isLeftPendingBehindEarlierChangesOfTheQueue",
            BrokenQueues.AnyPendingChangeIsNext::new),
        saga("isOnlyMadeOfWhatMayBeCompensated", BrokenQueues.TheQueuesChangesAreCompensated::new),
        saga("isMadeOnceForOneKey", BrokenQueues.KeyIsForgottenOnceSettled::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenLogsAreCaught() {
    return Stream.of(
        log(
            "findsAChangeThatTookItsPlaceEarlierAndIsCommittedLater",
            BrokenChangeLogs.PollsWhatIsBehindTheLast::new),
        log("reportsWhenEachChangeWasLogged", BrokenChangeLogs.ChangesAreAlwaysNew::new),
        log("cannotAcknowledgeAndDeletesNothing", BrokenChangeLogs.DeposedLeaderContinues::new),
        log("cannotPoll", BrokenChangeLogs.DeposedLeaderContinues::new),
        log("isIncompleteWhenItsLimitLeavesSomethingBehind", BrokenChangeLogs.PollSeesOneRow::new),
        log("isWhatIsCommittedAndNotAcknowledged", BrokenChangeLogs.CountsOnlyWithoutALeader::new),
        log("isCountedUpToALimit", BrokenChangeLogs.CountsAll::new),
        log("isAsOldAsTheFirstOfIt", BrokenChangeLogs.BacklogIsNew::new),
        log("isWonByOneAtATime", BrokenChangeLogs.ManyLead::new),
        caught(
            "isLoggedAsEverythingWhenItTruncates",
            () ->
                ContractRun.failures(
                    ChangeLogRun.class, BrokenDatabases.TruncateIsNotLogged::new)));
  }

  private static DynamicTest cache(String test, CacheFactory broken) {
    return caught(test, () -> ContractRun.failures(OrderCacheRun.class, broken));
  }

  private static DynamicTest room(
      String test, Function<CacheContractSettings, InMemoryRoom> broken) {
    return cache(
        test, (settings, clock) -> BrokenRooms.cache(settings, clock, broken.apply(settings)));
  }

  private static DynamicTest target(String test, CacheFactory broken) {
    return caught(test, () -> ContractRun.failures(RelayTargetRun.class, broken));
  }

  private static DynamicTest near(String test, NearCacheFactory broken) {
    return caught(test, () -> ContractRun.failures(broken));
  }

  private static DynamicTest events(String test, CacheFactory broken) {
    return caught(test, () -> ContractRun.failures(EventLogRun.class, broken));
  }

  private static DynamicTest events(String test, IntFunction<InMemoryEventLog> broken) {
    return events(
        test,
        (settings, clock) ->
            new InMemoryOrderCache(settings, clock, broken.apply(settings.keptEvents())));
  }

  private static DynamicTest query(String test, Supplier<InMemoryOrders> broken) {
    return caught(test, () -> ContractRun.failures(OrderQueryRun.class, broken));
  }

  private static DynamicTest log(String test, Supplier<InMemoryChangeLog> broken) {
    Supplier<InMemoryOrders> orders = () -> new InMemoryOrders(new ManualClock(), broken.get());
    return caught(test, () -> ContractRun.failures(ChangeLogRun.class, orders));
  }

  private static DynamicTest queue(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(StatusChangeQueueRun.class, broken));
  }

  private static DynamicTest journal(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(StatusChangeJournalRun.class, broken));
  }

  private static DynamicTest saga(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(SagaStoreRun.class, broken));
  }

  private static DynamicTest caught(String test, Supplier<Set<String>> run) {
    return dynamicTest(
        test,
        () -> {
          Set<String> failed = run.get();
          assertTrue(failed.contains(test), () -> "only these failed: " + failed);
        });
  }
}
