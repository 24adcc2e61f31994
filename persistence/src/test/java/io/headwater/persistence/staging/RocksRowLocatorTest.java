package io.headwater.persistence.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import io.headwater.core.produce.RowLocator;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksRowLocatorTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final ResourceType GADGET = new ResourceType("gadget");
  private static final ResourceId ONE = ResourceId.of(Value.of(1));
  private static final ResourceId TEXT = ResourceId.of(Value.of("a|b"));
  private static final ResourceId COMPOSITE =
      ResourceId.of(new Value.Obj(Map.of("order", Value.of(7))));

  @TempDir Path folder;

  private static RowLocator.Row row(ResourceType type, String relation, String key) {
    return new RowLocator.Row(type, relation, key);
  }

  @Test
  void aRowHasTheHoldersThatWereNotedLast() {
    try (RocksRowLocator locator = RocksRowLocator.open(folder)) {
      RowLocator.Row row = row(WIDGET, "colors", "7");
      assertThat(locator.holders(row)).isEmpty();

      locator.replace(row, Set.of(ONE, TEXT, COMPOSITE));
      assertThat(locator.holders(row)).containsExactlyInAnyOrder(ONE, TEXT, COMPOSITE);
      assertThat(locator.holders(row))
          .extracting(ResourceId::json)
          .containsExactlyInAnyOrder(ONE.json(), TEXT.json(), COMPOSITE.json());

      locator.replace(row, Set.of(TEXT));
      assertThat(locator.holders(row)).containsExactly(TEXT);
      locator.replace(row, Set.of());
      assertThat(locator.holders(row)).isEmpty();
    }
  }

  @Test
  void clearingARelationLeavesTheOthers() {
    try (RocksRowLocator locator = RocksRowLocator.open(folder)) {
      for (String relation : new String[] {"color", "colors", "colors\u0000", "colors\u0001"}) {
        locator.replace(row(WIDGET, relation, "7"), Set.of(ONE));
        locator.replace(row(WIDGET, relation, "\uffff"), Set.of(ONE));
        locator.replace(row(GADGET, relation, "7"), Set.of(ONE));
      }

      locator.clear(WIDGET, "colors");

      assertThat(locator.holders(row(WIDGET, "colors", "7"))).isEmpty();
      assertThat(locator.holders(row(WIDGET, "colors", "\uffff"))).isEmpty();
      for (String relation : new String[] {"color", "colors\u0000", "colors\u0001"}) {
        assertThat(locator.holders(row(WIDGET, relation, "7"))).containsExactly(ONE);
      }
      assertThat(locator.holders(row(GADGET, "colors", "7"))).containsExactly(ONE);
    }
  }

  @Test
  void itIsEmptyWhenItIsOpenedAgain() {
    try (RocksRowLocator locator = RocksRowLocator.open(folder)) {
      locator.replace(row(WIDGET, "colors", "7"), Set.of(ONE));
    }
    try (RocksRowLocator locator = RocksRowLocator.open(folder)) {
      assertThat(locator.holders(row(WIDGET, "colors", "7"))).isEmpty();
    }
  }
}
