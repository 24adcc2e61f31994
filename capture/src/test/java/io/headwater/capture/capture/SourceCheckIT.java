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
        "create table odd (id int primary key, spans interval[], grid int[][])",
        "create role reader login password 'reader'");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static TableNeed need(String table, Set<String> columns, Set<String> before) {
    return new TableNeed(new TableName("public", table), columns, key -> before);
  }

  private static List<SourceProblem> problems(
      Map<String, String> connector, List<TableNeed> needs) {
    return SourceCheck.findings(connector, needs).problems();
  }

  @Test
  void whatMustBeLoggedFollowsFromThePrimaryKey() {
    List<TableNeed> needs =
        List.of(
            new TableNeed(
                new TableName("public", "sound"),
                Set.of(),
                key -> key.equals(Set.of("id")) ? key : Set.of("fk")));

    assertThat(problems(database.pasted(), needs)).isEmpty();
  }

  @Test
  void tellsWhichTablesDoNotLogWholeRows() {
    assertThat(
            SourceCheck.findings(
                    database.pasted(),
                    List.of(
                        need("sound", Set.of(), Set.of()),
                        need("whole", Set.of(), Set.of()),
                        need("absent", Set.of(), Set.of())))
                .partlyLogged())
        .containsExactly(Map.entry(new TableName("public", "sound"), Set.of("id")));
  }

  @Test
  void findsNothingWrongWithAFitSource() {
    assertThat(
            problems(
                database.pasted(),
                List.of(
                    need("sound", Set.of("id", "fk"), Set.of("id")),
                    need("whole", Set.of("id"), Set.of("id", "fk")))))
        .isEmpty();
  }

  @Test
  void reportsEveryProblemWithItsMend() {
    Map<String, String> connector = database.pasted();
    connector.put("database.user", "reader");
    connector.put("database.password", "reader");

    List<SourceProblem> problems =
        problems(
            connector,
            List.of(
                need("sound", Set.of("id", "colour"), Set.of("fk")),
                need("keyless", Set.of("n"), Set.of()),
                need("absent", Set.of("id"), Set.of())));

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
            problems(
                database.pasted(), List.of(need("odd", Set.of("id", "spans", "grid"), Set.of()))))
        .extracting(SourceProblem::toString)
        .hasSize(2)
        .anyMatch(problem -> problem.contains("interval[]"))
        .anyMatch(problem -> problem.contains("of several dimensions"));
  }

  @Test
  void saysWhyItCannotConnect() {
    Map<String, String> connector = database.pasted();
    connector.put("database.dbname", "nowhere");

    assertThat(problems(connector, List.of()))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString()).contains("nowhere").contains("check database."));
  }
}
