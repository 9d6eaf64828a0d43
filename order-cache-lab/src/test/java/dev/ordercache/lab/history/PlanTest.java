package dev.ordercache.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ordercache.lab.history.Fault.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void theSeedIsAllThatAPlanDependsOn() {
    assertEquals(Plan.of(7, 3, 20_000), Plan.of(7, 3, 20_000));
    assertNotEquals(Plan.of(7, 3, 20_000).faults(), Plan.of(8, 3, 20_000).faults());
  }

  @Test
  void aLongPlanHasEveryKindOfFault() {
    Set<Kind> kinds =
        Plan.of(7, 3, 60_000).faults().stream().map(Fault::kind).collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(Kind.class), kinds);
  }

  @Test
  void aPlanOfNoFaultsIsEmpty() {
    assertEquals(0, Plan.of(7, 3, 60_000, EnumSet.noneOf(Kind.class)).faults().size());
  }
}
