package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One resource that uses every form of the mapping language, from a real source to its topic. */
class ShapesIT {

  private static final int WIDGETS = 5;
  private static final String STATES = Topics.state(new ResourceType("customer"));

  /** So long that PostgreSQL stores it apart and leaves it out of the log of other changes. */
  private static final String LONG_TEXT = "x".repeat(9_000);

  private static final String MAPPING =
      """
      resource customer {
        source = shop
        schema = "customer.schema.json"
        root {
          table = public.customers
          key = [id]
          where { status = [active, vip] }
          soft-delete = deleted_at
          fields = [
            id
            { full_name { template = "{first_name} {last_name}" } }
            { label { first-of = [nick, first_name] } }
            { shop { constant = Headwater } }
          ]
        }
        embed {
          billing {
            one = public.addresses, key = [id], join { customer_id = id }
            where { kind = billing }
            fields = [city]
          }
          shipping {
            one = public.addresses, key = [id], join { customer_id = id }
            where { kind = shipping }
            fields = [city]
          }
          texts {
            many = public.customer_texts, key = [customer_id, language], join { customer_id = id }
            map-by = language
            where { visible = true }
            value = text
          }
          orders {
            many = public.orders, key = [id], join { customer_id = id }
            soft-delete { status = [deleted, archived] }
            fields = [id, total]
            order-by = ["total desc"]
          }
          referred {
            many = public.customers, key = [id], join { referred_by = id }
            where { status = [active, vip] }
            soft-delete = deleted_at
            value = id
          }
        }
      }
      """;

  private static final String[] TABLES = {
    """
    create table customers (id int primary key, first_name text, last_name text, nick text,
      status text, deleted_at timestamptz, referred_by int)
    """,
    "create table addresses (id int primary key, customer_id int, kind text, city text)",
    """
    create table customer_texts (customer_id int, language text, visible boolean, text text,
      primary key (customer_id, language))
    """,
    "alter table customer_texts alter column text set storage external",
    "create table orders (id int primary key, customer_id int, status text, total int)",
    "alter table customers replica identity full",
    "alter table addresses replica identity full",
    "alter table orders replica identity full",
    """
    insert into customers values (1, 'Ann', 'Lee', null, 'active', null, null),
      (2, 'Bob', 'Ray', 'bobby', 'new', null, 1)
    """,
    "insert into addresses values (1, 1, 'billing', 'Rome'), (2, 1, 'former', 'Bonn')",
    """
    insert into customer_texts values (1, 'en', true, 'hello'), (1, 'de', false, '%s')
    """
        .formatted(LONG_TEXT),
    "insert into orders values (1, 1, 'open', 10), (2, 1, 'open', 20), (3, 1, 'deleted', 30)",
  };

  private static final String ORDERS =
      "\"orders\":[{\"id\":2,\"total\":20},{\"id\":1,\"total\":10}]";
  private static final String ANN =
      "\"id\":1,\"full_name\":\"Ann Lee\",\"label\":\"Ann\",\"shop\":\"Headwater\","
          + "\"billing\":{\"city\":\"Rome\"},\"shipping\":null,";
  private static final String TEXTS = "\"texts\":{\"de\":\"" + LONG_TEXT + "\",\"es\":\"hello\"},";
  private static final String DELETED = "null";

  @TempDir private Path folder;

  @Test
  void everyFormFollowsItsRows() throws SQLException, IOException {
    try (RunningPipeline pipeline =
            RunningPipeline.startPrepared(folder, WIDGETS, ShapesIT::addCustomers);
        TopicLog states = new TopicLog(pipeline.servers().kafka(), STATES)) {
      states.await(1, 1);
      after(pipeline, states, 2, "update customers set status = 'vip' where id = 2");
      after(pipeline, states, 3, "update customer_texts set visible = true where language = 'de'");
      after(pipeline, states, 4, "update customer_texts set language = 'es' where language = 'en'");
      after(pipeline, states, 5, "update orders set status = 'archived' where id = 2");
      after(pipeline, states, 6, "update orders set status = 'open' where id = 2");
      after(pipeline, states, 8, "update customers set deleted_at = now() where id = 1");
      after(pipeline, states, 9, "update customers set deleted_at = null where id = 1");
      after(pipeline, states, 10, "update customers set status = 'closed' where id = 2");
      after(
          pipeline,
          states,
          11,
          "update addresses set kind = 'shipping' where id = 1",
          "update customers set last_name = null, nick = 'annie' where id = 1");
      after(pipeline, states, 13, "delete from customers where id = 1");
      states.await(2, 3);

      assertThat(documents(states.of(1)))
          .containsExactly(
              "create v1 {" + ANN + "\"texts\":{\"en\":\"hello\"}," + ORDERS + ",\"referred\":[]}",
              "update v2 {" + ANN + "\"texts\":{\"en\":\"hello\"}," + ORDERS + ",\"referred\":[2]}",
              "update v3 {" + ANN + TEXTS.replace("es", "en") + ORDERS + ",\"referred\":[2]}",
              "update v4 {" + ANN + TEXTS + ORDERS + ",\"referred\":[2]}",
              "update v5 {"
                  + ANN
                  + TEXTS
                  + "\"orders\":[{\"id\":1,\"total\":10}],\"referred\":[2]}",
              "update v6 {" + ANN + TEXTS + ORDERS + ",\"referred\":[2]}",
              "delete v7 " + DELETED,
              "tombstone",
              "create v8 {" + ANN + TEXTS + ORDERS + ",\"referred\":[2]}",
              "update v9 {" + ANN + TEXTS + ORDERS + ",\"referred\":[]}",
              "update v10 {\"id\":1,\"full_name\":null,\"label\":\"annie\",\"shop\":\"Headwater\","
                  + "\"billing\":null,\"shipping\":{\"city\":\"Rome\"},"
                  + TEXTS
                  + ORDERS
                  + ",\"referred\":[]}",
              "delete v11 " + DELETED,
              "tombstone");
      assertThat(documents(states.of(2)))
          .containsExactly(
              "create v1 {\"id\":2,\"full_name\":\"Bob Ray\",\"label\":\"bobby\","
                  + "\"shop\":\"Headwater\",\"billing\":null,\"shipping\":null,"
                  + "\"texts\":{},\"orders\":[],\"referred\":[]}",
              "delete v2 " + DELETED,
              "tombstone");
      assertThat(pipeline.node().failure()).isEmpty();
    }
  }

  private static void addCustomers(DemoServers servers, Configuration configuration)
      throws SQLException, IOException {
    servers.transaction(TABLES);
    configuration.replace("resources/customer.conf", MAPPING);
    configuration.replace("resources/customer.schema.json", "{\"properties\": {}}");
  }

  /** Runs a transaction, and waits until customer 1 has that many records. */
  private static void after(
      RunningPipeline pipeline, TopicLog states, int records, String... statements)
      throws SQLException {
    pipeline.transaction(statements);
    states.await(1, records);
  }

  private static List<String> documents(List<Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                entry.value().isEmpty()
                    ? entry.summary()
                    : entry.summary() + " " + entry.json().path("resource"))
        .toList();
  }
}
