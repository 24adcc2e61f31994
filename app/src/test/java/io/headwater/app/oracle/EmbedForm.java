package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.Collectors;

/** How the rows of an embed become a member: as the mapping says it and as the source does. */
enum EmbedForm {
  ONE {
    @Override
    String mapping(Embed embed) {
      return "one = public.%s, %s%s, %s"
          .formatted(
              embed.part().table(),
              embed.key().isEmpty() ? "" : "key = " + MappingText.list(embed.key()) + ", ",
              MappingText.join(embed.part()),
              MappingText.fields(embed.fields()));
    }

    @Override
    String json(Embed embed, Part root) {
      return "coalesce((select %s from %s e where %s), 'null')"
          .formatted(
              TruthQuery.object(embed.fields(), "e"),
              Sql.quoted(embed.part().table()),
              TruthQuery.joined(embed.part(), root));
    }
  },
  OBJECTS {
    @Override
    String mapping(Embed embed) {
      return many(embed) + MappingText.fields(embed.fields()) + order(embed);
    }

    @Override
    String json(Embed embed, Part root) {
      return list(embed, root, TruthQuery.object(embed.fields(), "e"));
    }
  },
  VALUES {
    @Override
    String mapping(Embed embed) {
      return many(embed)
          + "value = "
          + MappingText.quoted(embed.fields().getFirst().column())
          + order(embed);
    }

    @Override
    String json(Embed embed, Part root) {
      return list(embed, root, TruthQuery.value(embed.fields().getFirst().column(), "e"));
    }
  };

  /** The content of the embed's block in the mapping file. */
  abstract String mapping(Embed embed);

  /** An SQL expression for the member's JSON; the root's row is {@code r}. */
  abstract String json(Embed embed, Part root);

  private static String many(Embed embed) {
    return "many = public.%s, key = %s, %s, "
        .formatted(
            embed.part().table(), MappingText.list(embed.key()), MappingText.join(embed.part()));
  }

  private static String order(Embed embed) {
    return embed.orderBy().isEmpty() ? "" : ", order-by = " + MappingText.list(embed.orderBy());
  }

  private static String list(Embed embed, Part root, String item) {
    List<String> order = Sql.both(embed.orderBy(), embed.key());
    return "'[' || coalesce((select string_agg(%s, ',' order by %s) from %s e where %s), '') || ']'"
        .formatted(
            item,
            embed.part().columns(order).stream()
                .map(TruthQuery::ordered)
                .collect(Collectors.joining(", ")),
            Sql.quoted(embed.part().table()),
            TruthQuery.joined(embed.part(), root));
  }
}
