package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the rows of an embed become a member: as the mapping says it and as the source does. */
enum EmbedForm {
  ONE("one") {
    @Override
    String json(Embed embed, String rows) {
      return "coalesce((select string_agg(%s, '') from %s), 'null')".formatted(object(embed), rows);
    }

    @Override
    Optional<String> withheld(Embed embed, String rows) {
      return Optional.of("(select count(*) from " + rows + ") > 1");
    }
  },
  OBJECTS("many") {
    @Override
    String json(Embed embed, String rows) {
      return collected(embed, rows, object(embed), "[", "]");
    }
  },
  VALUES("many") {
    @Override
    String json(Embed embed, String rows) {
      return collected(embed, rows, value(embed), "[", "]");
    }
  },
  NAMED_OBJECTS("many") {
    @Override
    String json(Embed embed, String rows) {
      return collected(embed, rows, named(embed, object(embed)), "{", "}");
    }

    @Override
    Optional<String> withheld(Embed embed, String rows) {
      return misnamed(embed, rows);
    }
  },
  NAMED_VALUES("many") {
    @Override
    String json(Embed embed, String rows) {
      return collected(embed, rows, named(embed, value(embed)), "{", "}");
    }

    @Override
    Optional<String> withheld(Embed embed, String rows) {
      return misnamed(embed, rows);
    }
  };

  private static final String ROW = "e";

  private final String count;

  EmbedForm(String count) {
    this.count = count;
  }

  /** The content of the embed's block in the mapping file. */
  String mapping(Embed embed, Resource resource) {
    List<String> entries = new ArrayList<>();
    entries.add(count + " = public." + embed.part().table());
    if (!embed.key().isEmpty()) {
      entries.add("key = " + MappingText.list(embed.key()));
    }
    entries.add(MappingText.join(embed.join(), resource.key()));
    entries.addAll(embed.filter().mapping());
    embed.mapBy().ifPresent(column -> entries.add("map-by = " + MappingText.quoted(column)));
    entries.add(
        isOfValues()
            ? "value = " + embed.fields().getFirst().content().mapping()
            : MappingText.fields(embed.fields()));
    if (!embed.orderBy().isEmpty()) {
      entries.add(
          embed.orderBy().stream()
              .map(Order::mapping)
              .collect(Collectors.joining(", ", "order-by = [", "]")));
    }
    return String.join(", ", entries);
  }

  /** An SQL expression for the member's JSON; the root's row is {@code r}. */
  String json(Embed embed, Resource resource) {
    return json(embed, rows(embed, resource));
  }

  /** An SQL condition that the document is withheld; none where that cannot be. */
  Optional<String> withheld(Embed embed, Resource resource) {
    return withheld(embed, rows(embed, resource));
  }

  boolean isNamed() {
    return this == NAMED_OBJECTS || this == NAMED_VALUES;
  }

  boolean isOfValues() {
    return this == VALUES || this == NAMED_VALUES;
  }

  abstract String json(Embed embed, String rows);

  Optional<String> withheld(Embed embed, String rows) {
    return Optional.empty();
  }

  /** The rows that count, as a {@code from} clause names them. */
  private static String rows(Embed embed, Resource resource) {
    List<String> key = resource.key().stream().map(column -> "r." + Sql.quoted(column)).toList();
    return "%s %s where %s and %s"
        .formatted(
            Sql.quoted(embed.part().table()),
            ROW,
            Sql.each(embed.join(), key, ROW + ".", " and "),
            embed.filter().sql(ROW));
  }

  private static String object(Embed embed) {
    return TruthQuery.object(embed.fields(), ROW);
  }

  private static String value(Embed embed) {
    return embed.fields().getFirst().content().json(ROW);
  }

  private static String name(Embed embed) {
    return TruthQuery.text(embed.mapBy().orElseThrow(), ROW);
  }

  private static String named(Embed embed, String item) {
    return "to_json(%s)::text || ':' || %s".formatted(name(embed), item);
  }

  private static Optional<String> misnamed(Embed embed, String rows) {
    return Optional.of(
        "exists (select 1 from %1$s group by %2$s having count(*) > 1 or %2$s is null)"
            .formatted(rows, name(embed)));
  }

  private static String collected(
      Embed embed, String rows, String item, String open, String close) {
    List<Order> order = new ArrayList<>(embed.orderBy());
    embed.key().forEach(column -> order.add(new Order(column, false)));
    return "'%s' || coalesce((select string_agg(%s, ',' order by %s) from %s), '') || '%s'"
        .formatted(
            open,
            item,
            order.stream().map(by -> by.sql(embed.part(), ROW)).collect(Collectors.joining(", ")),
            rows,
            close);
  }
}
