package dev.ordercache.app;

import dev.ordercache.demo.Demo;
import org.jspecify.annotations.Nullable;

/** Breaks a rule on purpose: the service depending on its demonstration. */
public class AppThatUsesTheDemo {

  @Nullable Demo demo;
}
