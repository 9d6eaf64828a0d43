package dev.ordercache.micrometer;

import dev.ordercache.app.Application;
import org.jspecify.annotations.Nullable;

/** Breaks a rule on purpose: the library's metrics depending on the app. */
public class MicrometerThatUsesTheApp {

  @Nullable Application app;
}
