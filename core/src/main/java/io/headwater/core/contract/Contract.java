package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What consumers may rely on in the documents of a resource, compiled from its JSON Schema.
 *
 * <p>All words of JSON Schema 2020-12's validation and unevaluated vocabularies and all of its
 * applicators are checked; references lead to places within the schema. Annotations, {@code format}
 * among them, have no effect. A schema with a rule that cannot be checked is refused. Numbers are
 * compared by amount, whatever their size; lengths of text are in code points. Immutable,
 * thread-safe.
 *
 * @see <a href="https://json-schema.org/draft/2020-12/json-schema-core">JSON Schema 2020-12</a>
 */
public final class Contract {

  /** The version of a contract that does not tell one. */
  public static final String NO_VERSION = "0.0.0";

  private static final Contract UNRESTRICTED =
      new Contract("none", Optional.empty(), NO_VERSION, new Subschema(List.of()));

  /** An absolute URI without a fragment, as far as it matters to tell it from other texts. */
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s#]+#?");

  /** Semantic Versioning 2.0.0. */
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(-(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)"
              + "(\\.(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*))*)?"
              + "(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  private final String name;
  private final Optional<String> id;
  private final String version;
  private final Subschema root;

  private Contract(String name, Optional<String> id, String version, Subschema root) {
    this.name = name;
    this.id = id;
    this.version = version;
    this.root = root;
  }

  /** A contract without rules, name and version. */
  public static Contract unrestricted() {
    return UNRESTRICTED;
  }

  /**
   * Compiles a schema.
   *
   * @param name what the people who must mend something know the schema by, such as its file
   */
  public static Compilation compile(String name, Value schema) {
    List<ContractFault> faults = new ArrayList<>();
    Optional<String> id = id(schema, faults);
    String version = version(schema, faults);
    Subschema root = new SchemaCompiler(schema, id, faults).compile();
    return faults.isEmpty()
        ? new Compilation.Compiled(new Contract(name, id, version, root))
        : new Compilation.Refused(faults);
  }

  private static Optional<String> id(Value schema, List<ContractFault> faults) {
    Optional<Value> id = member(schema, "$id");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (id.get() instanceof Value.Text text && ID.matcher(text.value()).matches()) {
      String uri = text.value();
      return Optional.of(uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri);
    }
    faults.add(
        new ContractFault(
            List.of("$id"),
            "'$id' is not an absolute URI",
            "write one, such as \"$id\": \"https://example.com/schemas/widget\", or leave it out"));
    return Optional.empty();
  }

  private static String version(Value schema, List<ContractFault> faults) {
    Optional<Value> version = member(schema, "version");
    if (version.isEmpty()) {
      return NO_VERSION;
    }
    if (version.get() instanceof Value.Text text && VERSION.matcher(text.value()).matches()) {
      return text.value();
    }
    faults.add(
        new ContractFault(
            List.of("version"),
            "'version' is not a semantic version",
            "write major.minor.patch, such as \"version\": \"1.0.0\""));
    return NO_VERSION;
  }

  private static Optional<Value> member(Value schema, String name) {
    return schema instanceof Value.Obj object ? object.member(name) : Optional.empty();
  }

  /** What people know it by. */
  public String name() {
    return name;
  }

  /** The schema's {@code $id}, an absolute URI without fragment; empty when it has none. */
  public Optional<String> id() {
    return id;
  }

  /** Its semantic version; {@value #NO_VERSION} when the schema does not tell one. */
  public String version() {
    return version;
  }

  /**
   * Whether a document's member of that name may be an {@link Excerpt}, as each of its items or
   * members keeps to the contract or does not whatever the others are.
   */
  public boolean allowsExcerptOf(String member) {
    try {
      return root.reach(member) != Reach.WHOLE;
    } catch (UndecidedException e) {
      // A pattern for names takes too long for this one; the check of documents tells it.
      return false;
    }
  }

  /** The first violation that is found in the document; empty when it keeps to the contract. */
  public Optional<Violation> check(Value document) {
    return check(document, List.of());
  }

  /**
   * The first violation that is found in the document; empty when it keeps to the contract.
   *
   * @param excerpts those of its members that are, each {@linkplain #allowsExcerptOf allowed}
   */
  public Optional<Violation> check(Value document, List<Excerpt> excerpts) {
    Finding finding = new Finding(List.copyOf(excerpts));
    try {
      return root.accepts(document, finding) ? Optional.empty() : Optional.of(finding.violation());
    } catch (UndecidedException e) {
      return Optional.of(new Violation("", "pattern", e.requirement()));
    }
  }

  /** Names the contract and its version. */
  @Override
  public String toString() {
    return name + " " + version;
  }
}
