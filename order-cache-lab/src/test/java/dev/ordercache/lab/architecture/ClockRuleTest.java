package dev.ordercache.lab.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

/** Row 29 of {@code docs/races.md}: no instance reads the time from its own clock. */
class ClockRuleTest {

  private static final ArchRule NO_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .dependOnClassesThat(assignableTo(InstantSource.class))
          .orShould()
          .dependOnClassesThat(assignableTo(Clock.class))
          .because(
              "clocks of two machines are never compared; durations come from System.nanoTime");

  @Test
  void libraryAndAdaptersHaveNoClock() {
    NO_CLOCK.check(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // gives its library a clock based on System.nanoTime
            .withImportOption(location -> !location.contains("/RedisCircuit"))
            .importPackages(
                "dev.ordercache.background",
                "dev.ordercache.cache",
                "dev.ordercache.cacheaside",
                "dev.ordercache.consistency",
                "dev.ordercache.event",
                "dev.ordercache.micrometer",
                "dev.ordercache.plan",
                "dev.ordercache.preload",
                "dev.ordercache.relay",
                "dev.ordercache.statuschange",
                "dev.ordercache.redis",
                "dev.ordercache.jdbc"));
  }

  @Test
  void theRuleFindsAClock() {
    assertTrue(new LateService().isLate(Instant.EPOCH));
    assertTrue(
        NO_CLOCK.evaluate(new ClassFileImporter().importClasses(LateService.class)).hasViolation());
  }

  private static final class LateService {

    boolean isLate(Instant due) {
      return Instant.now().isAfter(due);
    }
  }
}
