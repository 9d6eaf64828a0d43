package dev.ordercache.lab.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What each module, and each package of core, may depend on, as lists of what is allowed:
 * everything else is refused.
 */
final class ModuleRules {

  private static final String DOMAIN = "dev.ordercache";
  private static final List<String> JDK = List.of("java..", "javax.sql..", "org.jspecify..");

  /** Core's implementations of the ports for tests: only the contracts may use them. */
  private static final String MEMORY = "memory";

  /** Core's packages, with those that each may use beside the domain's. */
  private static final Map<String, List<String>> CORE =
      Map.of(
          "background",
          List.of(),
          "cache",
          List.of(),
          "cacheaside",
          List.of("background", "cache", "plan"),
          "consistency",
          List.of("background", "cache", "plan", "relay"),
          "event",
          List.of("background", "cache"),
          MEMORY,
          List.of("cache", "cacheaside", "event", "plan", "relay", "statuschange"),
          "plan",
          List.of("cache"),
          "preload",
          List.of("background", "cache", "cacheaside", "plan"),
          "relay",
          List.of("background", "cache", "plan"),
          "statuschange",
          List.of("background", "cache", "event", "plan"));

  static final ArchRule DOMAIN_NEEDS_ONLY_THE_JDK = only(DOMAIN);

  static final ArchRule CORE_NEEDS_ONLY_ITS_OWN_AND_THE_JDK = corePackages();

  static final ArchRule NO_PACKAGES_OF_CORE_DEPEND_ON_EACH_OTHER =
      slices().matching(DOMAIN + ".(*)").should().beFreeOfCycles();

  static final ArchRule REDIS_ADAPTER_SEES_NO_OTHER_ADAPTER =
      module(
          "dev.ordercache.redis..",
          "org.springframework.core..",
          "org.springframework.dao..",
          "org.springframework.data.redis..",
          "io.lettuce..",
          "tools.jackson..",
          "com.github.benmanes.caffeine..",
          "io.github.resilience4j..");

  static final ArchRule JDBC_ADAPTER_SEES_NO_OTHER_ADAPTER =
      module("dev.ordercache.jdbc..", "org.jdbi..", "com.zaxxer.hikari..", "org.postgresql..");

  static final ArchRule THE_WAY_IN_SEES_NO_APP =
      module(
          "dev.ordercache.caching..",
          "dev.ordercache.redis..",
          "dev.ordercache.jdbc..",
          "com.zaxxer.hikari..",
          "io.lettuce..",
          "org.flywaydb..",
          "org.springframework.beans..",
          "org.springframework.data.redis..");

  static final ArchRule TCK_NEEDS_ONLY_CORE_AND_JUNIT =
      module(
          "dev.ordercache.tck..",
          inCore(MEMORY),
          "org.junit.jupiter.api..",
          "org.junit.jupiter.params..",
          "org.opentest4j..",
          "org.apiguardian..");

  static final ArchRule SERVERS_NEED_NOTHING_OF_THIS_PROJECT =
      only(
          "dev.ordercache.servers..",
          Stream.of(
              "org.apache.commons.compress..",
              "org.tukaani.xz..",
              "redis.embedded..",
              "org.opentest4j.."));

  static final ArchRule MICROMETER_SEES_NO_APP =
      module(
          "dev.ordercache.micrometer..",
          "dev.ordercache.caching..",
          "dev.ordercache.redis..",
          "com.zaxxer.hikari..",
          "io.micrometer.core..");

  static final ArchRule APP_SEES_THE_ADAPTERS_BUT_NEITHER_SERVERS_NOR_DEMO =
      module(
          "dev.ordercache.app..",
          "dev.ordercache.caching..",
          "dev.ordercache.jdbc..",
          "dev.ordercache.micrometer..",
          "dev.ordercache.redis..",
          "com.sun.management..",
          "javax.crypto..",
          "javax.net.ssl..",
          "com.github.benmanes.caffeine..",
          "com.zaxxer.hikari..",
          "io.micrometer..",
          "io.netty..",
          "org.eclipse.jetty..",
          "org.flywaydb..",
          "org.springframework.beans..",
          "org.springframework.context..",
          "org.springframework.core..",
          "org.springframework.security.crypto..",
          "org.springframework.util..",
          "tools.jackson..");

  static final ArchRule DEMO_SEES_THE_APP_AND_THE_SERVERS =
      only(
          "dev.ordercache.demo..",
          Stream.of("dev.ordercache.app..", "dev.ordercache.jdbc..", "dev.ordercache.servers.."));

  static final ArchRule ONLY_THE_APP_IS_CONFIGURED_BY_SPRING =
      classes()
          .that()
          .areMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
          .or()
          .areAnnotatedWith("org.springframework.context.annotation.Configuration")
          .should()
          .resideInAPackage("dev.ordercache.app..");

  private ModuleRules() {}

  /** All names, for the check that none is misspelt: nothing could break its rule. */
  static Set<String> coreNames() {
    return CORE.keySet();
  }

  private static ArchRule corePackages() {
    return CompositeArchRule.of(
        CORE.entrySet().stream()
            .map(
                e ->
                    only(
                        inCore(e.getKey()),
                        Stream.concat(
                            Stream.of(DOMAIN), e.getValue().stream().map(ModuleRules::inCore))))
            .toList());
  }

  private static String inCore(String name) {
    return DOMAIN + "." + name;
  }

  private static ArchRule module(String module, String... libraries) {
    return only(
        module,
        Stream.of(
                Stream.of(DOMAIN),
                CORE.keySet().stream()
                    .filter(each -> !each.equals(MEMORY))
                    .map(ModuleRules::inCore),
                Stream.of(libraries))
            .flatMap(each -> each));
  }

  private static ArchRule only(String self) {
    return only(self, Stream.of());
  }

  /** These classes depend on the JDK, themselves and these packages only. */
  private static ArchRule only(String self, Stream<String> others) {
    return classes()
        .that()
        .resideInAPackage(self)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.of(JDK.stream(), Stream.of(self), others)
                .flatMap(each -> each)
                .toArray(String[]::new))
        .allowEmptyShould(true);
  }
}
