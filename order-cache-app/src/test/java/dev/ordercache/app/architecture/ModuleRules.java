package dev.ordercache.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What each module may depend on, as lists of what is allowed: whatever is not named is refused.
 */
final class ModuleRules {

  private static final String[] CORE = {
    "dev.ordercache",
    "dev.ordercache.background",
    "dev.ordercache.cacheaside",
    "dev.ordercache.consistency",
    "dev.ordercache.event",
    "dev.ordercache.invalidation",
    "dev.ordercache.statuschange"
  };
  private static final String[] JDK = {"java..", "javax.sql..", "org.jspecify.."};

  static final ArchRule CORE_NEEDS_ONLY_THE_JDK = only(CORE);

  static final ArchRule REDIS_ADAPTER_SEES_NO_OTHER_ADAPTER =
      only(
          new String[] {"dev.ordercache.redis.."},
          "org.springframework.core..",
          "org.springframework.dao..",
          "org.springframework.data.redis..",
          "io.lettuce..",
          "tools.jackson..",
          "com.github.benmanes.caffeine..",
          "io.github.resilience4j..");

  static final ArchRule JDBC_ADAPTER_SEES_NO_OTHER_ADAPTER =
      only(
          new String[] {"dev.ordercache.jdbc.."},
          "org.jdbi..",
          "com.zaxxer.hikari..",
          "org.postgresql..");

  static final ArchRule TCK_NEEDS_ONLY_CORE_AND_JUNIT =
      only(
          new String[] {"dev.ordercache.tck.."},
          "org.junit.jupiter.api..",
          "org.junit.jupiter.params..",
          "org.opentest4j..",
          "org.apiguardian..");

  static final ArchRule ONLY_THE_APP_IS_CONFIGURED_BY_SPRING =
      classes()
          .that()
          .areMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
          .or()
          .areAnnotatedWith("org.springframework.context.annotation.Configuration")
          .should()
          .resideInAPackage("dev.ordercache.app..");

  private ModuleRules() {}

  /** The classes of a module depend on the JDK, the core, themselves and these packages only. */
  private static ArchRule only(String[] module, String... libraries) {
    String[] allowed =
        Stream.of(JDK, CORE, module, libraries).flatMap(Arrays::stream).toArray(String[]::new);
    return classes()
        .that()
        .resideInAnyPackage(module)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }
}
