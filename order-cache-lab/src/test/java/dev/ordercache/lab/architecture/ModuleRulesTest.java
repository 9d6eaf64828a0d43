package dev.ordercache.lab.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.ordercache.DomainThatUsesTheCache;
import dev.ordercache.app.AppThatUsesTheDemo;
import dev.ordercache.background.LoopThatUsesTheCache;
import dev.ordercache.cache.CacheThatUsesALoop;
import dev.ordercache.cacheaside.CoreThatUsesSpring;
import dev.ordercache.caching.CachingThatUsesTheApp;
import dev.ordercache.demo.DemoThatUsesRedis;
import dev.ordercache.jdbc.JdbcThatUsesRedis;
import dev.ordercache.micrometer.MicrometerThatUsesTheApp;
import dev.ordercache.redis.RedisThatUsesJdbc;
import dev.ordercache.redis.RedisThatUsesMemory;
import dev.ordercache.servers.ServersThatUseTheDomain;
import dev.ordercache.tck.TckThatUsesTheApp;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleRulesTest {

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ordercache");

  static Stream<Arguments> rulesAndWhoBreaksThem() {
    return Stream.of(
        rule("domain", ModuleRules.DOMAIN_NEEDS_ONLY_THE_JDK, DomainThatUsesTheCache.class),
        rule("core", ModuleRules.CORE_NEEDS_ONLY_ITS_OWN_AND_THE_JDK, CoreThatUsesSpring.class),
        rule(
            "packages",
            ModuleRules.CORE_NEEDS_ONLY_ITS_OWN_AND_THE_JDK,
            LoopThatUsesTheCache.class),
        rule(
            "cycles",
            ModuleRules.NO_PACKAGES_OF_CORE_DEPEND_ON_EACH_OTHER,
            LoopThatUsesTheCache.class,
            CacheThatUsesALoop.class),
        rule("redis", ModuleRules.REDIS_ADAPTER_SEES_NO_OTHER_ADAPTER, RedisThatUsesJdbc.class),
        rule("memory", ModuleRules.REDIS_ADAPTER_SEES_NO_OTHER_ADAPTER, RedisThatUsesMemory.class),
        rule("jdbc", ModuleRules.JDBC_ADAPTER_SEES_NO_OTHER_ADAPTER, JdbcThatUsesRedis.class),
        rule("way in", ModuleRules.THE_WAY_IN_SEES_NO_APP, CachingThatUsesTheApp.class),
        rule("tck", ModuleRules.TCK_NEEDS_ONLY_CORE_AND_JUNIT, TckThatUsesTheApp.class),
        rule(
            "servers",
            ModuleRules.SERVERS_NEED_NOTHING_OF_THIS_PROJECT,
            ServersThatUseTheDomain.class),
        rule("micrometer", ModuleRules.MICROMETER_SEES_NO_APP, MicrometerThatUsesTheApp.class),
        rule(
            "app",
            ModuleRules.APP_SEES_THE_ADAPTERS_BUT_NEITHER_SERVERS_NOR_DEMO,
            AppThatUsesTheDemo.class),
        rule("demo", ModuleRules.DEMO_SEES_THE_APP_AND_THE_SERVERS, DemoThatUsesRedis.class),
        rule(
            "configuration",
            ModuleRules.ONLY_THE_APP_IS_CONFIGURED_BY_SPRING,
            CoreThatUsesSpring.class));
  }

  private static Arguments rule(String name, ArchRule rule, Class<?>... offenders) {
    return Arguments.of(Named.of(name, rule), offenders);
  }

  @ParameterizedTest
  @MethodSource("rulesAndWhoBreaksThem")
  void theProductKeepsTheRule(ArchRule rule, Class<?>[] offenders) {
    rule.check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("rulesAndWhoBreaksThem")
  void theRuleFindsAnOffender(ArchRule rule, Class<?>[] offenders) {
    JavaClasses offending = new ClassFileImporter().importClasses(offenders);

    assertTrue(rule.evaluate(offending).hasViolation());
  }

  @Test
  void everyPackageOfCoreHasItsRule() {
    Set<String> others =
        Set.of("app", "caching", "demo", "jdbc", "micrometer", "redis", "servers", "tck");
    Set<String> packages =
        PRODUCT.stream()
            .map(type -> type.getPackageName().split("\\."))
            .filter(name -> name.length > 2 && !others.contains(name[2]))
            .map(name -> name[2])
            .collect(Collectors.toSet());

    assertEquals(packages, ModuleRules.coreNames());
  }

  @Test
  void everyModuleWasLookedAt() {
    for (String name :
        new String[] {
          "dev.ordercache.OrderQuery",
          "dev.ordercache.redis.RedisOrderCache",
          "dev.ordercache.jdbc.JdbiOrderQuery",
          "dev.ordercache.tck.OrderCacheContract",
          "dev.ordercache.caching.OrderCaching",
          "dev.ordercache.servers.EmbeddedServers",
          "dev.ordercache.micrometer.RelayMetrics",
          "dev.ordercache.app.Main",
          "dev.ordercache.demo.Main"
        }) {
      assertTrue(PRODUCT.contain(name), name);
    }
    assertFalse(PRODUCT.contain(ModuleRulesTest.class), "but no tests");
  }
}
