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
 */
record SchemaFile(Path path, Bytes bytes, LocatedJson json) {

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

  /**
   * The rules of the schema; empty, with a problem for each, when some of them cannot be checked.
   */
  Optional<Contract> contract(Problems problems) {
    return switch (Contract.compile(path.getFileName().toString(), json.root())) {
      case Compilation.Compiled compiled -> Optional.of(compiled.contract());
      case Compilation.Refused refused -> {
        // What is no object is reported where its members are looked for.
        if (json.root() instanceof Value.Obj) {
          for (ContractFault fault : refused.faults()) {
            problems.add(path.toString(), json.line(fault.path()), fault.what(), fault.mend());
          }
        }
        yield Optional.empty();
      }
    };
  }
}
