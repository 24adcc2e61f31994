package io.headwater.core.produce;

import static io.headwater.core.produce.AssembledResources.DELETED;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.delete;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tables that have more than one role: in one resource, or in several. */
class SharedTableTest {

  private static final TableName CATEGORIES = new TableName("public", "categories");
  private static final TableName CUSTOMERS = new TableName("public", "customers");
  private static final TableName ORDERS = new TableName("public", "orders");
  private static final TableName ADDRESSES = new TableName("public", "addresses");

  private static ResourceMapping mapping(
      String type, TableName root, ResourceMapping.Embed... embeds) {
    return new ResourceMapping(
        new ResourceType(type),
        Widgets.SOURCE,
        new ResourceMapping.Root(root, List.of("id"), fields("id", "name")),
        List.of(embeds));
  }

  private static ResourceMapping.Many many(String name, TableName table, String owner) {
    return many(name, table, List.of("id"), owner);
  }

  private static ResourceMapping.Many many(
      String name, TableName table, List<String> key, String owner) {
    return new ResourceMapping.Many(
        name, table, key, List.of(owner), List.of(), Optional.of("name"), List.of("name"));
  }

  @Nested
  class ATableThatIsItsOwnChild {

    private final AssembledResources categories =
        new AssembledResources(
            mapping("category", CATEGORIES, many("children", CATEGORIES, "parent_id")));

    ATableThatIsItsOwnChild() {
      categories.transaction(
          create(CATEGORIES, "{'id':1,'parent_id':null,'name':'a'}"),
          create(CATEGORIES, "{'id':2,'parent_id':1,'name':'b'}"),
          create(CATEGORIES, "{'id':3,'parent_id':2,'name':'c'}"));
    }

    @Test
    void aNewRowChangesItsParentToo() {
      assertThat(categories.transaction(create(CATEGORIES, "{'id':4,'parent_id':1,'name':'aa'}")))
          .isEqualTo(
              Map.of(
                  "category 4",
                  "{'id':4,'name':'aa','children':[]}",
                  "category 1",
                  "{'id':1,'name':'a','children':['aa','b']}"));
    }

    @Test
    void aChildMayComeBeforeItsParent() {
      assertThat(categories.transaction(create(CATEGORIES, "{'id':6,'parent_id':5,'name':'x'}")))
          .isEqualTo(Map.of("category 6", "{'id':6,'name':'x','children':[]}"));
      assertThat(categories.transaction(create(CATEGORIES, "{'id':5,'parent_id':null,'name':'y'}")))
          .isEqualTo(Map.of("category 5", "{'id':5,'name':'y','children':['x']}"));
    }

    @Test
    void aMovedRowChangesBothParentsAndNotItself() {
      assertThat(
              categories.transaction(
                  update(
                      CATEGORIES,
                      "{'id':3,'parent_id':2,'name':'c'}",
                      "{'id':3,'parent_id':1,'name':'c'}")))
          .isEqualTo(
              Map.of(
                  "category 2",
                  "{'id':2,'name':'b','children':[]}",
                  "category 1",
                  "{'id':1,'name':'a','children':['b','c']}"));
    }

    @Test
    void aRowThatIsItsOwnParentIsPublishedOnce() {
      assertThat(
              categories.transaction(
                  update(
                      CATEGORIES,
                      "{'id':3,'parent_id':2,'name':'c'}",
                      "{'id':3,'parent_id':3,'name':'d'}")))
          .isEqualTo(
              Map.of(
                  "category 2",
                  "{'id':2,'name':'b','children':[]}",
                  "category 3",
                  "{'id':3,'name':'d','children':['d']}"));
      assertThat(categories.transaction(delete(CATEGORIES, "{'id':3,'parent_id':3,'name':'d'}")))
          .isEqualTo(Map.of("category 3", DELETED));
    }

    @Test
    void aDeletedRowLeavesItsParentAndItsChildrenAreHeld() {
      assertThat(categories.transaction(delete(CATEGORIES, "{'id':2,'parent_id':1,'name':'b'}")))
          .isEqualTo(
              Map.of("category 2", DELETED, "category 1", "{'id':1,'name':'a','children':[]}"));
      assertThat(categories.transaction(create(CATEGORIES, "{'id':2,'parent_id':1,'name':'bb'}")))
          .containsEntry("category 2", "{'id':2,'name':'bb','children':['c']}");
    }

    @Test
    void aChangedKeyIsAnotherResourceWithTheSameChildren() {
      assertThat(
              categories.transaction(
                  delete(CATEGORIES, "{'id':2,'parent_id':1,'name':'b'}"),
                  create(CATEGORIES, "{'id':9,'parent_id':1,'name':'b'}"),
                  update(
                      CATEGORIES,
                      "{'id':3,'parent_id':2,'name':'c'}",
                      "{'id':3,'parent_id':9,'name':'c'}")))
          .isEqualTo(
              Map.of("category 2", DELETED, "category 9", "{'id':9,'name':'b','children':['c']}"));
    }

    @Test
    void aDeletedTreeIsGoneInOneTransaction() {
      assertThat(
              categories.transaction(
                  delete(CATEGORIES, "{'id':1,'parent_id':null,'name':'a'}"),
                  delete(CATEGORIES, "{'id':2,'parent_id':1,'name':'b'}"),
                  delete(CATEGORIES, "{'id':3,'parent_id':2,'name':'c'}")))
          .isEqualTo(Map.of("category 1", DELETED, "category 2", DELETED, "category 3", DELETED));
    }
  }

  @Nested
  class ATableEmbeddedTwiceByDifferentColumns {

    private final AssembledResources customers =
        new AssembledResources(
            mapping(
                "customer",
                CUSTOMERS,
                many("billed", ORDERS, "billed_to"),
                many("shipped", ORDERS, "shipped_to")));

    ATableEmbeddedTwiceByDifferentColumns() {
      customers.transaction(
          create(CUSTOMERS, "{'id':1,'name':'ann'}"),
          create(CUSTOMERS, "{'id':2,'name':'bob'}"),
          create(ORDERS, "{'id':7,'billed_to':1,'shipped_to':1,'name':'o'}"));
    }

    @Test
    void oneRowMayBeInBothMembersOfOneResource() {
      assertThat(
              customers.transaction(
                  update(
                      ORDERS,
                      "{'id':7,'billed_to':1,'shipped_to':1,'name':'o'}",
                      "{'id':7,'billed_to':1,'shipped_to':1,'name':'p'}")))
          .isEqualTo(Map.of("customer 1", "{'id':1,'name':'ann','billed':['p'],'shipped':['p']}"));
    }

    @Test
    void aMoveOfOneColumnLeavesTheOtherMember() {
      assertThat(
              customers.transaction(
                  update(
                      ORDERS,
                      "{'id':7,'billed_to':1,'shipped_to':1,'name':'o'}",
                      "{'id':7,'billed_to':1,'shipped_to':2,'name':'o'}")))
          .isEqualTo(
              Map.of(
                  "customer 1",
                  "{'id':1,'name':'ann','billed':['o'],'shipped':[]}",
                  "customer 2",
                  "{'id':2,'name':'bob','billed':[],'shipped':['o']}"));
    }

    @Test
    void aChangedKeyStaysInBothMembers() {
      assertThat(
              customers.transaction(
                  delete(ORDERS, "{'id':7,'billed_to':1,'shipped_to':1,'name':'o'}"),
                  create(ORDERS, "{'id':8,'billed_to':1,'shipped_to':1,'name':'o'}")))
          .isEmpty();
      assertThat(
              customers.transaction(
                  delete(ORDERS, "{'id':8,'billed_to':1,'shipped_to':1,'name':'o'}")))
          .isEqualTo(Map.of("customer 1", "{'id':1,'name':'ann','billed':[],'shipped':[]}"));
    }
  }

  @Nested
  class ATableEmbeddedTwiceByConditions {

    private final AssembledResources customers =
        new AssembledResources(
            mapping("customer", CUSTOMERS, address("billing"), address("shipping")));

    private static ResourceMapping.One address(String kind) {
      return new ResourceMapping.One(
          kind,
          ADDRESSES,
          List.of("id"),
          List.of("customer_id"),
          fields("city"),
          new RowFilter.OneOf("kind", List.of(Value.of(kind))));
    }

    ATableEmbeddedTwiceByConditions() {
      customers.transaction(
          create(CUSTOMERS, "{'id':1,'name':'ann'}"),
          create(ADDRESSES, "{'id':5,'customer_id':1,'kind':'billing','city':'Rome'}"));
    }

    @Test
    void aRowMovesFromOneMemberToTheOther() {
      assertThat(
              customers.transaction(
                  update(
                      ADDRESSES,
                      "{'id':5,'customer_id':1,'kind':'billing','city':'Rome'}",
                      "{'id':5,'customer_id':1,'kind':'shipping','city':'Rome'}")))
          .isEqualTo(
              Map.of(
                  "customer 1", "{'id':1,'name':'ann','billing':null,'shipping':{'city':'Rome'}}"));
    }

    @Test
    void twoRowsForOnePlaceWithholdTheDocumentUntilOneIsGone() {
      assertThat(
              customers.transaction(
                  create(ADDRESSES, "{'id':6,'customer_id':1,'kind':'billing','city':'Bonn'}")))
          .isEqualTo(
              Map.of(
                  "customer 1",
                  "rows 5 and 6 of public.addresses both count as 'billing', which takes one; mend:"
                      + " let one row of them count in the source, or embed 'many'"));
      assertThat(
              customers.transaction(
                  delete(ADDRESSES, "{'id':5,'customer_id':1,'kind':'billing','city':'Rome'}")))
          .isEqualTo(
              Map.of(
                  "customer 1", "{'id':1,'name':'ann','billing':{'city':'Bonn'},'shipping':null}"));
    }

    @Test
    void anExchangeWithinOneTransactionIsNoConflict() {
      assertThat(
              customers.transaction(
                  create(ADDRESSES, "{'id':6,'customer_id':1,'kind':'billing','city':'Bonn'}"),
                  delete(ADDRESSES, "{'id':5,'customer_id':1,'kind':'billing','city':'Rome'}")))
          .isEqualTo(
              Map.of(
                  "customer 1", "{'id':1,'name':'ann','billing':{'city':'Bonn'},'shipping':null}"));
    }
  }

  @Nested
  class ATableOfSeveralResources {

    private final AssembledResources shop =
        new AssembledResources(
            mapping("customer", CUSTOMERS, many("orders", ORDERS, "billed_to")),
            mapping("order", ORDERS));

    ATableOfSeveralResources() {
      shop.transaction(
          create(CUSTOMERS, "{'id':1,'name':'ann'}"), create(CUSTOMERS, "{'id':2,'name':'bob'}"));
    }

    @Test
    void aRowIsARootAndAChild() {
      assertThat(shop.transaction(create(ORDERS, "{'id':7,'billed_to':1,'name':'o'}")))
          .isEqualTo(
              Map.of(
                  "customer 1",
                  "{'id':1,'name':'ann','orders':['o']}",
                  "order 7",
                  "{'id':7,'name':'o'}"));
      assertThat(
              shop.transaction(
                  update(
                      ORDERS,
                      "{'id':7,'billed_to':1,'name':'o'}",
                      "{'id':7,'billed_to':2,'name':'o'}")))
          .isEqualTo(
              Map.of(
                  "customer 1",
                  "{'id':1,'name':'ann','orders':[]}",
                  "customer 2",
                  "{'id':2,'name':'bob','orders':['o']}"));
      assertThat(
              shop.transaction(
                  delete(ORDERS, "{'id':7,'billed_to':2,'name':'o'}"),
                  create(ORDERS, "{'id':8,'billed_to':2,'name':'o'}")))
          .isEqualTo(Map.of("order 7", DELETED, "order 8", "{'id':8,'name':'o'}"));
    }
  }

  /** A row's key within an order names a row of every order. */
  @Nested
  class ATableWhoseLogHasKeysOnlyAndWhoseRowsHaveTwoKeys {

    private static final TableName PRODUCTS = new TableName("public", "products");
    private static final TableName LINES = new TableName("public", "lines");

    private final AssembledResources shop =
        new AssembledResources(
            mapping("order", ORDERS, many("lines", LINES, List.of("pos"), "order_id")),
            mapping(
                "product",
                PRODUCTS,
                many("lines", LINES, List.of("order_id", "pos"), "product_id")));

    ATableWhoseLogHasKeysOnlyAndWhoseRowsHaveTwoKeys() {
      shop.transaction(
          create(ORDERS, "{'id':1,'name':'one'}"),
          create(ORDERS, "{'id':2,'name':'two'}"),
          create(PRODUCTS, "{'id':7,'name':'tea'}"),
          create(PRODUCTS, "{'id':8,'name':'rum'}"),
          create(LINES, "{'order_id':1,'pos':1,'product_id':7,'name':'a'}"),
          create(LINES, "{'order_id':2,'pos':1,'product_id':7,'name':'b'}"));
    }

    private static ChangeEvent updated(String key, String after) {
      return Widgets.withKey(
          Widgets.event(
              ChangeType.UPDATE, LINES, Optional.empty(), Optional.of(Widgets.row(after))),
          key);
    }

    @Test
    void aRowThatMovesInOneRoleLeavesTheRowsOfItsShorterKeyAlone() {
      assertThat(
              shop.transaction(
                  updated(
                      "{'order_id':1,'pos':1}",
                      "{'order_id':1,'pos':1,'product_id':8,'name':'a'}")))
          .isEqualTo(
              Map.of(
                  "product 7",
                  "{'id':7,'name':'tea','lines':['b']}",
                  "product 8",
                  "{'id':8,'name':'rum','lines':['a']}"));
      assertThat(
              shop.transaction(
                  updated(
                      "{'order_id':1,'pos':1}",
                      "{'order_id':1,'pos':1,'product_id':8,'name':'c'}")))
          .isEqualTo(
              Map.of(
                  "order 1",
                  "{'id':1,'name':'one','lines':['c']}",
                  "product 8",
                  "{'id':8,'name':'rum','lines':['c']}"));
    }

    @Test
    void aRowThatIsDeletedByItsKeyIsGoneFromBothAndNoOther() {
      assertThat(
              shop.transaction(
                  Widgets.withKey(
                      delete(LINES, "{'order_id':2,'pos':1}"), "{'order_id':2,'pos':1}")))
          .isEqualTo(
              Map.of(
                  "order 2",
                  "{'id':2,'name':'two','lines':[]}",
                  "product 7",
                  "{'id':7,'name':'tea','lines':['a']}"));
    }
  }
}
