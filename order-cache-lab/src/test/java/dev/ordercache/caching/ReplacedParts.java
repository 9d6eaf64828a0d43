package dev.ordercache.caching;

import dev.ordercache.statuschange.StatusChanges;
import java.util.function.UnaryOperator;

/** Lets a test replace parts of status changes by ones that lack a protection. */
public final class ReplacedParts {

  private ReplacedParts() {}

  public static void replace(
      OrderCachingBuilder builder, UnaryOperator<StatusChanges.Parts> replacement) {
    builder.changeParts = replacement;
  }
}
