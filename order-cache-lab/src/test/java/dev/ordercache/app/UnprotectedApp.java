package dev.ordercache.app;

import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.lab.kill.Unprotected;
import dev.ordercache.statuschange.StatusChanges;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The app as it is configured, whose status changes lack a protection, which its argument names.
 */
public final class UnprotectedApp {

  private UnprotectedApp() {}

  public static void main(String[] arguments) throws InterruptedException {
    AppSettings settings = AppSettings.load();
    Unprotected variant = Unprotected.valueOf(arguments[0]);
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(AppSettings.class, () -> settings);
      context.registerBean(DatabasePreparation.class, () -> database -> {});
      context.register(AppConfiguration.class);
      context
          .getBeanFactory()
          .addBeanPostProcessor(new Weakening(variant, Objects.requireNonNull(settings.jdbc())));
      context.refresh();
      context.getBean(BackgroundPreload.class).start();
      context
          .getBean(BackgroundPreload.class)
          .whenReady(() -> System.out.println("Order cache ready at " + address(context)));
      new CountDownLatch(1).await();
    }
  }

  private static String address(AnnotationConfigApplicationContext context) {
    return context.getBean(HttpServer.class).address().toString();
  }

  private record Weakening(Unprotected variant, JdbcSettings database)
      implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      return bean instanceof StatusChanges.Parts parts ? variant.weaken(parts, database) : bean;
    }
  }
}
