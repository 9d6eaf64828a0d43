package dev.ordercache.app;

import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.caching.OrderCachingBuilder;
import dev.ordercache.caching.ReplacedParts;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.lab.kill.Unprotected;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The app as configured, but its status changes lack the protection that its argument names. */
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
      context
          .getBean(OrderCaching.class)
          .preload()
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
      if (bean instanceof OrderCachingBuilder builder) {
        ReplacedParts.replace(builder, parts -> variant.weaken(parts, database));
      }
      return bean;
    }
  }
}
