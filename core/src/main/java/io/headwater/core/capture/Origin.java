package io.headwater.core.capture;

import io.headwater.core.resource.TableName;

/**
 * Where a row change comes from.
 *
 * @param name the source's name in the configuration
 * @param kind the kind of database, as its vendor writes it ({@code PostgreSQL})
 * @param container the database (or keyspace) that holds the schema
 * @param table schema and table
 * @param position the place in the source's log, in the source's own notation ({@code 0/1A2B3C8})
 */
public record Origin(
    String name, String kind, String container, TableName table, String position) {}
