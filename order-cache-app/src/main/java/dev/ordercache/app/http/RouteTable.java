package dev.ordercache.app.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Passes a request to the route of its path. Finds a path without parameters by one lookup, because
 * Jetty compares every template with a regular expression until one matches.
 */
final class RouteTable extends PathMappingsHandler {

  private final Map<String, Route> withoutParameters = new HashMap<>();

  RouteTable(List<Route> routes) {
    for (Route route : routes) {
      addMapping(route.path(), route);
      if (!route.hasParameters()) {
        withoutParameters.put(route.path().getDeclaration(), route);
      }
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Route route = withoutParameters.get(Request.getPathInContext(request));
    return route == null
        ? super.handle(request, response, callback)
        : route.handle(request, response, callback);
  }
}
