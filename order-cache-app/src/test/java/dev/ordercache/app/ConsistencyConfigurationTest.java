package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.app.settings.AppSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.StandardEnvironment;

class ConsistencyConfigurationTest {

  @Test
  void theListsThatAreFollowedAreThoseOfTheConfiguredWorkflow(@TempDir Path folder) {
    OrderStatus open = new OrderStatus("OPEN");
    Workflow own = new Workflow(List.of(open, new OrderStatus("DONE")), Set.of(open), Set.of());
    AppSettings settings = AppSettings.read(new StandardEnvironment(), folder);
    assertEquals(
        Set.of(open), new ConsistencyConfiguration().consistencySettings(settings, own).lists());
  }
}
