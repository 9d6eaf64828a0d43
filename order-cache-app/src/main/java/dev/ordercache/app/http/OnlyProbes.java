package dev.ordercache.app.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves nothing but the probes at the port that is for probes only. */
final class OnlyProbes extends Handler.Wrapper {

  /** The name of the connector with that port. */
  static final String CONNECTOR = "probes";

  OnlyProbes(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean probes = CONNECTOR.equals(request.getConnectionMetaData().getConnector().getName());
    if (!probes || Routes.isProbe(request)) {
      return super.handle(request, response, callback);
    }
    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
    return true;
  }
}
