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
    return new TableNeed(
        new TableName("public", table), columns, key -> before, Set.of(), Set.of());
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
                key -> key.equals(Set.of("id")) ? key : Set.of("fk"),
                Set.of(),
                Set.of()));

    assertThat(problems(database.pasted(), needs)).isEmpty();
  }

  @Test
  void rowsMustBeToldApartAtAnyMoment() throws Exception {
    database.run(
        "create table told (id int primary key, owner int unique, pos int, late int,"
            + " unique (owner, pos), unique (late) deferrable)",
        "create unique index on told (pos) where owner is not null");
    TableName told = new TableName("public", "told");

    assertThat(
            problems(
                database.pasted(),
                List.of(
                    new TableNeed(
                        told,
                        Set.of(),
                        key -> Set.of(),
                        Set.of(
                            Set.of("owner"),
                            Set.of("pos"),
                            Set.of("late"),
                            Set.of("pos", "late", "id")),
                        Set.of()))))
        .extracting(SourceProblem::what)
        .containsExactlyInAnyOrder(
            "several rows of table public.told may have the same pos, by which the mapping tells them apart",
            "several rows of table public.told may have the same late, by which the mapping tells them apart");
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
                database.pasted(),
                List.of(need("odd", Set.of("id", "spans", "grid", "flags"), Set.of()))))
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
            problems(
                database.pasted(),
                List.of(
                    new TableNeed(
                        odd, Set.of("id"), key -> key, Set.of(), Set.of("id", "grid", "gird")))))
        .extracting(SourceProblem::toString)
        .containsExactly(
            "table public.odd has no column 'gird'; mend: correct the mapping; its columns are id,"
                + " spans, grid, flags");
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
