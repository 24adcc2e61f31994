package io.headwater.dev.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Starts traffic on the demo's tables. */
public final class DemoTraffic {

  private DemoTraffic() {}

  /**
   * Connects, and starts the threads; they run until stopped, finished, or the first error.
   *
   * <p>Every thread follows a fixed schedule: when it is late it works without pause until it has
   * caught up. The number of widgets stays within one percent of the settings'.
   *
   * @throws SQLException when a connection cannot be opened or the tables are missing
   */
  public static RunningTraffic start(DemoTrafficSettings settings) throws SQLException {
    List<TrafficWorker> workers = new ArrayList<>();
    try {
      for (int number = 0; number < settings.threads(); number++) {
        workers.add(new TrafficWorker(settings, number));
      }
    } catch (SQLException e) {
      for (TrafficWorker worker : workers) {
        try {
          worker.close();
        } catch (SQLException suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    }
    return RunningTraffic.start(settings, workers);
  }
}
