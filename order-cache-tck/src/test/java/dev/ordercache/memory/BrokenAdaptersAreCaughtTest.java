package dev.ordercache.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ordercache.memory.ContractRun.CacheFactory;
import dev.ordercache.memory.ContractRun.ChangeLogRun;
import dev.ordercache.memory.ContractRun.EventLogRun;
import dev.ordercache.memory.ContractRun.NearCacheFactory;
import dev.ordercache.memory.ContractRun.OrderCacheRun;
import dev.ordercache.memory.ContractRun.OrderQueryRun;
import dev.ordercache.memory.ContractRun.RelayTargetRun;
import dev.ordercache.memory.ContractRun.StatusChangeCompletionRun;
import dev.ordercache.memory.ContractRun.StatusChangeInboxRun;
import dev.ordercache.memory.ContractRun.StatusChangeWorkRun;
import dev.ordercache.memory.InMemoryDatabaseUnderTest.QueueFactory;
import dev.ordercache.tck.Sentences;
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
    assertEquals(Set.of(), ContractRun.failures(StatusChangeInboxRun.class, queue));
    assertEquals(Set.of(), ContractRun.failures(StatusChangeWorkRun.class, queue));
    assertEquals(Set.of(), ContractRun.failures(StatusChangeCompletionRun.class, queue));
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
        target("isNotSetByARoundThatComesTooLate", BrokenTargets.GuardEndsAfterTheRound::new),
        target("ofACacheThatHasLostRoundsBeginsANewEpoch", BrokenTargets.TakeoverIsAlwaysWarm::new),
        target(
            "fromAnotherOriginBeginsANewEpochWhateverTheTerms",
            BrokenTargets.TakeoverIsAlwaysWarm::new),
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
        target("isRefusedForAnotherSeqAndDoesNothing", BrokenTargets.RoundExpectsNothing::new),
        target(
            "alternateAndEndEachOtherAlthoughTheirNumbersAreEqual",
            BrokenTargets.RemembersTheOrigin::new),
        target("isEndedByARoundWithATimeOfAnotherServer", BrokenTargets.RemembersTheServer::new));
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
        events("isInvalidatedByTheChangesOfItsTableAlone", BrokenOwners.EventsHaveNoOwner::new),
        events("getsAResetAfterChangesOnAnotherServer", BrokenOwners.ServersAreNotCompared::new),
        events(
            "thatComesBackLeavesNothingOfTheOtherToBeFollowed",
            BrokenOwners.EventsOutliveTheirOwner::new),
        events(
            "isNeitherReadNorPublishedToWhileTheNameOfTheTableIsUnknown",
            BrokenOwners.EventsHaveNoOwner::new),
        events("isPublishedAfterwards", BrokenEventLogs.PublishesBeforeItDeletes::new),
        events(
            "followsTheDeletionOfWhatTheChangeMadeStale",
            BrokenEventLogs.EventPrecedesItsDeletion::new),
        events(
            "followsTheDeletionOfWhatTheChangeMadeStale", BrokenEventLogs.EventHasNoDeletion::new),
        events("withoutAnEventOnlyDeletes", BrokenEventLogs.EventHasNoDeletion::new),
        events(
            "marksTheChangeAsDoneForTheRelay", BrokenEventLogs.PublishedChangesAreNotMarked::new),
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
  Stream<DynamicTest> brokenInboxesAreCaught() {
    return Stream.of(
        inbox(
            "makesItsPrincipalGreedyAtATenthOfTheMaximum",
            BrokenStatusChanges.NoPrincipalIsGreedy::new),
        inbox("ofAnotherPrincipalIsAnotherKey", BrokenStatusChanges.KeyHasNoPrincipal::new),
        inbox(
            "usedAgainReturnsTheOutcomeOfTheChange",
            BrokenStatusChanges.KeyIsForgottenOnceSettled::new),
        inbox("isMadeOnceForOneKey", BrokenStatusChanges.KeyIsForgottenOnceSettled::new),
        inbox(
            "isLeftPendingBehindEarlierChangesOfTheQueue",
            BrokenStatusChanges.AnyPendingChangeIsNext::new),
        inbox("isWaitedFor", BrokenStatusChanges.GraceIsIgnored::new),
        inbox("isNeverApplied", BrokenStatusChanges.CancelComesTooLate::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenWorkIsCaught() {
    return Stream.of(
        work(
            "areAppliedInTheOrderInWhichTheyWereAccepted",
            BrokenStatusChanges.AnyPendingChangeIsNext::new),
        work("areNotDelayedByALockedOrder", BrokenStatusChanges.LockedOrdersAreChanged::new),
        work(
            "isRejectedIfTheOrderHasChangedMeanwhile",
            BrokenStatusChanges.VersionIsNotChecked::new),
        work(
            "isLoggedAsExactlyTheChangeThatHasToBeInvalidated",
            BrokenStatusChanges.TransactionIsNotTheLoggedOne::new),
        work("isGivenUpAfterItsAttempts", BrokenStatusChanges.FailsForEver::new),
        work("isTriedAgainAfterAPause", BrokenStatusChanges.GivesUpAtOnce::new),
        work(
            "mayMakeAStepThatTheWorkflowDoesNotHave",
            BrokenStatusChanges.UndoIsAnOrdinaryChange::new),
        work("isDeletedOnceItIsFinished", BrokenStatusChanges.TidiesWhatIsUnfinished::new));
  }

  @TestFactory
  Stream<DynamicTest> brokenCompletionsAreCaught() {
    return Stream.of(
        completion(
            "isNotOneThatHasComeToAnotherStateMeanwhile",
            BrokenStatusChanges.FinishForgetsTheState::new),
        completion("neverOverwritesALaterChange", BrokenStatusChanges.CompensationOverwrites::new),
        completion(
            "isOnlyMadeOfWhatMayBeCompensated",
            BrokenStatusChanges.TheQueuesChangesAreCompensated::new));
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

  private static DynamicTest room(String test, Function<CacheSettings, InMemoryRoom> broken) {
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

  private static DynamicTest inbox(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(StatusChangeInboxRun.class, broken));
  }

  private static DynamicTest work(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(StatusChangeWorkRun.class, broken));
  }

  private static DynamicTest completion(String test, QueueFactory broken) {
    return caught(test, () -> ContractRun.failures(StatusChangeCompletionRun.class, broken));
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
