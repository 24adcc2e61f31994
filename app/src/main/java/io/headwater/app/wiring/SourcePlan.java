package io.headwater.app.wiring;

import io.headwater.capture.capture.ChangeLogTopics;
import io.headwater.capture.capture.topics.RawTopicsCaptureEngine;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.produce.Role;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Set;

/**
 * What capture and produce need of one source.
 *
 * @param name the source's name
 * @param engine what reads it
 * @param tables the captured tables
 * @param rules what becomes of their columns
 * @param located the roles whose rows the log may name by their key alone
 */
public record SourcePlan(
    String name, EnginePlan engine, List<TableName> tables, ColumnRules rules, Set<Role> located) {

  public SourcePlan {
    tables = List.copyOf(tables);
    located = Set.copyOf(located);
  }

  /** The kind of database, as its vendor writes it, or what else it is. */
  String kind() {
    return switch (engine) {
      case EnginePlan.Debezium debezium -> debezium.vendor().label();
      case EnginePlan.Topics ignored -> RawTopicsCaptureEngine.KIND;
    };
  }

  /** The partitions of its change log, when this is created. */
  int partitions() {
    return switch (engine) {
      case EnginePlan.Debezium ignored -> ChangeLogTopics.ONE_ORDER;
      case EnginePlan.Topics topics ->
          topics.source().transactions().isPresent()
              ? ChangeLogTopics.ONE_ORDER
              : topics.partitions();
    };
  }

  /** Its name and tables: the engine's properties may hold secrets. */
  @Override
  public String toString() {
    return name + tables;
  }
}
