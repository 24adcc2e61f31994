package io.headwater.app.wiring;

import io.headwater.core.capture.SourceStatus;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one node tells the others of a source whose engine it runs; travels as JSON text, of which
 * unknown members are ignored.
 *
 * @param node tells the nodes apart, and two lives of one
 * @param status without the number of unapplied records, which each node works out by itself
 * @param applied how far the node has applied the change log
 */
record ToldStatus(String node, SourceStatus status, Optional<Long> applied) {

  String encode() {
    Map<String, Value> told = new LinkedHashMap<>();
    told.put("node", Value.of(node));
    told.put("name", Value.of(status.name()));
    told.put("kind", Value.of(status.kind()));
    told.put("state", Value.of(status.state().name()));
    status.position().ifPresent(position -> told.put("position", Value.of(position)));
    status.lastChange().ifPresent(at -> told.put("lastChange", Value.of(at.toString())));
    status.lastSeen().ifPresent(at -> told.put("lastSeen", Value.of(at.toString())));
    status.failure().ifPresent(failure -> told.put("failure", Value.of(failure)));
    applied.ifPresent(offset -> told.put("applied", Value.of(offset)));
    told.put("tables", new Value.Arr(status.tables().stream().map(ToldStatus::encode).toList()));
    return new Value.Obj(told).toJson();
  }

  private static Value encode(SourceStatus.TableProgress table) {
    Map<String, Value> told = new LinkedHashMap<>();
    told.put("table", Value.of(table.table()));
    told.put("rows", Value.of(table.rows()));
    table.estimatedRows().ifPresent(rows -> told.put("estimatedRows", Value.of(rows)));
    told.put("complete", Value.of(table.complete()));
    return new Value.Obj(told);
  }

  static ToldStatus decode(String json) {
    Value.Obj told = Json.readObject(json.getBytes(StandardCharsets.UTF_8));
    List<SourceStatus.TableProgress> tables = new ArrayList<>();
    if (told.require("tables") instanceof Value.Arr array) {
      for (Value table : array.items()) {
        tables.add(table((Value.Obj) table));
      }
    }
    SourceStatus status =
        new SourceStatus(
            text(told, "name").orElseThrow(),
            text(told, "kind").orElseThrow(),
            SourceStatus.EngineState.valueOf(text(told, "state").orElseThrow()),
            text(told, "position"),
            text(told, "lastChange").map(Instant::parse),
            text(told, "lastSeen").map(Instant::parse),
            Optional.empty(),
            tables,
            text(told, "failure"));
    return new ToldStatus(text(told, "node").orElseThrow(), status, number(told, "applied"));
  }

  private static SourceStatus.TableProgress table(Value.Obj told) {
    return new SourceStatus.TableProgress(
        text(told, "table").orElseThrow(),
        number(told, "rows").orElseThrow(),
        number(told, "estimatedRows"),
        told.require("complete").equals(Value.of(true)));
  }

  private static Optional<String> text(Value.Obj told, String name) {
    return told.member(name).map(value -> ((Value.Text) value).value());
  }

  private static Optional<Long> number(Value.Obj told, String name) {
    return told.member(name).map(value -> Long.parseLong(((Value.Num) value).literal()));
  }
}
