package io.headwater.capture.normalize;

import com.github.shyiko.mysql.binlog.GtidSet;
import io.debezium.connector.mysql.gtid.MySqlGtidSet;
import java.util.regex.Pattern;

/**
 * MySQL's global transaction ids, {@code uuid:1-5:7}; those with a tag are not known to the engine.
 *
 * @param text the set as MySQL writes it
 */
public record MySqlGtids(String text) implements Gtids {

  private static final Pattern GTID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}:[0-9]+");

  /** Whether the text is one such id. */
  public static boolean isGtid(String text) {
    return GTID.matcher(text).matches();
  }

  @Override
  public MySqlGtids with(String gtid) {
    GtidSet set = new GtidSet(text);
    set.add(gtid);
    return new MySqlGtids(set.toString());
  }

  @Override
  public boolean isWithin(Gtids other) {
    return other instanceof MySqlGtids set
        && new MySqlGtidSet(text).isContainedWithin(new MySqlGtidSet(set.text()));
  }

  @Override
  public String position() {
    return text;
  }
}
