package io.headwater.app.settings;

import io.headwater.core.contract.Compilation;
import io.headwater.core.contract.Contract;
import io.headwater.core.contract.ContractFault;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A resource's contract schema as a file.
 *
 * @param path the file as the user names it
 * @param bytes the contract, JSON Schema 2020-12, exactly as the file has it
 * @param json the same with the lines of its members
 */
public record SchemaFile(Path path, Bytes bytes, LocatedJson json) {

  /** What becomes of the file that a mapping names. */
  @FunctionalInterface
  interface Reader {

    /** The contract; empty, with a problem unless it is not wanted, when there is none. */
    Optional<SchemaFile> read(String name, HoconBlock resource);
  }

  /**
   * Reads the file that the {@code schema} key of a resource names, relative to the mapping file.
   */
  static Optional<SchemaFile> read(String name, HoconBlock resource) {
    Path path;
    try {
      path = resource.file().path().resolveSibling(name).normalize();
    } catch (InvalidPathException e) {
      resource.problem("schema", "'" + name + "' is not a file name", "name a file");
      return Optional.empty();
    }
    if (!Files.isRegularFile(path)) {
      resource.problem(
          "schema",
          "schema file " + path + " does not exist",
          "create it, or correct the name, which is relative to this file");
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      return LocatedJson.read(path.toString(), bytes, resource.file().problems())
          .map(json -> new SchemaFile(path, Bytes.of(bytes), json));
    } catch (IOException e) {
      resource.problem(
          "schema",
          "schema file %s cannot be read: %s".formatted(path, e.getClass().getSimpleName()),
          "let this user read it");
      return Optional.empty();
    }
  }

  /** Reports every rule of the schema that cannot be checked. */
  void reportFaults(Problems problems) {
    switch (Contract.compile(name(), json.root())) {
      case Compilation.Compiled ignored -> {}
      case Compilation.Refused refused -> {
        // What is no object is reported where its members are looked for.
        if (json.root() instanceof Value.Obj) {
          for (ContractFault fault : refused.faults()) {
            problems.add(path.toString(), json.line(fault.path()), fault.what(), fault.mend());
          }
        }
      }
    }
  }

  /** The contract; there must be no faults. */
  public ResourceContract contract() {
    return ResourceContract.of(name(), bytes);
  }

  private String name() {
    return path.getFileName().toString();
  }
}
