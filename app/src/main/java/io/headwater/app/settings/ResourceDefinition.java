package io.headwater.app.settings;

import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceMapping;
import java.nio.file.Path;

/**
 * A resource as its mapping file defines it.
 *
 * @param file the mapping file
 * @param schemaFile the file of the contract schema
 * @param schema the contract, JSON Schema 2020-12, exactly as the file has it
 */
public record ResourceDefinition(
    ResourceMapping mapping, Path file, Path schemaFile, Bytes schema) {}
