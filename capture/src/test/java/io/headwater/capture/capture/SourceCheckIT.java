package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SourceCheckIT {

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(4);
    database.run(
        "create table sound (id int primary key, fk int)",
        "create table whole (id int primary key, fk int)",
        "alter table whole replica identity full",
        "create table keyless (n int)",
        "create table odd (id int primary key, spans interval[], grid int[][], flags bit(3)[])",
        "create role reader login password 'reader'");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static TableNeed need(String table, Set<String> columns, Set<String> before) {
    return new TableNeed(new TableName("public", table), columns, before, Set.of());
  }

  @Test
  void findsNothingWrongWithAFitSource() {
    assertThat(
            SourceCheck.look(
                    database.pasted(),
                    List.of(
                        need("sound", Set.of("id", "fk"), Set.of("id")),
                        need("whole", Set.of("id"), Set.of("id", "fk"))))
                .problems())
        .isEmpty();
  }

  @Test
  void reportsEveryProblemWithItsMend() {
    Map<String, String> connector = database.pasted();
    connector.put("database.user", "reader");
    connector.put("database.password", "reader");

    List<SourceProblem> problems =
        SourceCheck.look(
                connector,
                List.of(
                    need("sound", Set.of("id", "colour"), Set.of("fk")),
                    need("keyless", Set.of("n"), Set.of()),
                    need("absent", Set.of("id"), Set.of())))
            .problems();

    assertThat(problems)
        .extracting(SourceProblem::toString)
        .hasSize(5)
        .anyMatch(problem -> problem.contains("ALTER ROLE reader REPLICATION"))
        .anyMatch(problem -> problem.contains("no column 'colour'"))
        .anyMatch(problem -> problem.contains("ALTER TABLE public.sound REPLICA IDENTITY FULL"))
        .anyMatch(problem -> problem.contains("public.keyless has no primary key"))
        .anyMatch(problem -> problem.contains("public.absent does not exist"));
  }

  @Test
  void namesTheColumnsThatTheEngineCannotRead() {
    assertThat(
            SourceCheck.look(
                    database.pasted(),
                    List.of(need("odd", Set.of("id", "spans", "grid", "flags"), Set.of())))
                .problems())
        .extracting(SourceProblem::toString)
        .hasSize(3)
        .anyMatch(problem -> problem.contains("interval[]"))
        .anyMatch(problem -> problem.contains("bit(3)[]"))
        .anyMatch(problem -> problem.contains("of several dimensions"));
  }

  @Test
  void aMaskedColumnMustBeThereAndNeedNotBeRead() {
    TableName odd = new TableName("public", "odd");

    assertThat(
            SourceCheck.look(
                    database.pasted(),
                    List.of(
                        new TableNeed(
                            odd, Set.of("id"), Set.of("id"), Set.of("id", "grid", "gird"))))
                .problems())
        .extracting(SourceProblem::toString)
        .containsExactly(
            "table public.odd has no column 'gird'; mend: correct the mapping; its columns are id,"
                + " spans, grid");
  }

  @Test
  void saysWhyItCannotConnect() {
    Map<String, String> connector = database.pasted();
    connector.put("database.dbname", "nowhere");

    assertThat(SourceCheck.look(connector, List.of()).problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString()).contains("nowhere").contains("check database."));
  }
}
