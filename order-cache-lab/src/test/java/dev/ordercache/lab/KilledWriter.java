package dev.ordercache.lab;

import java.io.IOException;
import java.util.List;

/** Commits a change in a JVM of its own, and is then held before its cache step. */
final class KilledWriter {

  private KilledWriter() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    Service writer = ForkedService.join(all, PlainCache::new);
    long id = ForkedService.id(all);
    writer.find(id);
    ForkedService.say("connected");
    writer.beginToChange(id, Instance.STARTED);
    ForkedService.say("committed");
  }
}
