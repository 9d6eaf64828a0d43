package dev.ordercache.lab;

import dev.ordercache.lab.Service.HeldWork;
import java.io.IOException;
import java.util.List;

/** Loads an order under a lease in a JVM of its own, and is then held before its fill. */
final class PausedLoader {

  private PausedLoader() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    Service loader = ForkedService.join(all, LockedCache::new);
    loader.find(0); // connects, so that the lease is not over before the load begins
    HeldWork reading = loader.beginToRead(ForkedService.id(all));
    ForkedService.say("loaded");
    reading.goOn();
    ForkedService.say("filled");
  }
}
