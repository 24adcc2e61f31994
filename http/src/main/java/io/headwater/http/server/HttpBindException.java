package io.headwater.http.server;

/** Thrown when the server can not listen on its interface and port; says why and how to mend it. */
public final class HttpBindException extends RuntimeException {

  private final boolean portBusy;

  HttpBindException(String message, boolean portBusy, Throwable cause) {
    super(message, cause);
    this.portBusy = portBusy;
  }

  /** Whether another process (or server) listens there, so that another port may work. */
  public boolean isPortBusy() {
    return portBusy;
  }
}
