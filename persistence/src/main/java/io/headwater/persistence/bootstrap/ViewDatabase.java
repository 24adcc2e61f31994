package io.headwater.persistence.bootstrap;

import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.store.StoreDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view's database: one column family per resource type, named {@code type.<name>}.
 *
 * <p>What is known to be damaged, of another format or of another number of partitions is deleted
 * when it is opened, as all of it comes from the state topics.
 */
final class ViewDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ViewDatabase.class);
  private static final String FORMAT = "headwater bootstrap view, format 3, partitions ";
  private static final String FAMILY_PREFIX = "type.";

  private final StoreDirectory directory;
  private final ViewOptions options;
  private final ColumnFamilyHandle unused;
  private final Map<ResourceType, ColumnFamilyHandle> stored;
  private final RocksDB rocks;

  private ViewDatabase(StoreDirectory directory, ViewOptions options) throws RocksDBException {
    this.directory = directory;
    this.options = options;
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.family()));
    List<ResourceType> types = listTypes(directory, options);
    types.forEach(type -> families.add(family(type, options)));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    rocks = RocksDB.open(options.database(), directory.database().toString(), families, handles);
    unused = handles.getFirst();
    stored = new TreeMap<>();
    for (int i = 0; i < types.size(); i++) {
      stored.put(types.get(i), handles.get(i + 1));
    }
  }

  static ViewDatabase open(StoreDirectory directory, int partitions, ViewLimits limits) {
    RocksDB.loadLibrary();
    String format = FORMAT + partitions;
    Optional<String> found = directory.format();
    if (directory.isDamaged()) {
      startAnew(directory, format, "damage was found in it before");
    } else if (!found.equals(Optional.of(format))) {
      if (found.isPresent()) {
        startAnew(directory, format, "it is '" + found.get() + "', not '" + format + "'");
      } else {
        directory.clear();
        directory.mark(format);
      }
    }
    ViewOptions options = new ViewOptions(limits);
    boolean isOpen = false;
    try {
      ViewDatabase database = openOnce(directory, options);
      isOpen = true;
      return database;
    } finally {
      if (!isOpen) {
        options.close();
      }
    }
  }

  private static ViewDatabase openOnce(StoreDirectory directory, ViewOptions options) {
    try {
      return new ViewDatabase(directory, options);
    } catch (RocksDBException e) {
      throw directory.failure("opening the bootstrap view", e);
    }
  }

  private static void startAnew(StoreDirectory directory, String format, String why) {
    LOG.warn(
        "the bootstrap view in {} is deleted and built anew from the state topics: {}",
        directory.path(),
        why);
    directory.clear();
    directory.mark(format);
  }

  private static List<ResourceType> listTypes(StoreDirectory directory, ViewOptions options)
      throws RocksDBException {
    // Without this file there is no database, and listing its families would fail.
    if (!Files.exists(directory.database().resolve("CURRENT"))) {
      directory.clearDatabase();
      return List.of();
    }
    List<ResourceType> types = new ArrayList<>();
    try (var listing = options.listing()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, directory.database().toString())) {
        String family = new String(name, StandardCharsets.UTF_8);
        if (family.startsWith(FAMILY_PREFIX)) {
          types.add(new ResourceType(family.substring(FAMILY_PREFIX.length())));
        }
      }
    }
    return types;
  }

  private static ColumnFamilyDescriptor family(ResourceType type, ViewOptions options) {
    return new ColumnFamilyDescriptor(
        (FAMILY_PREFIX + type.name()).getBytes(StandardCharsets.UTF_8), options.family());
  }

  /** The types that were there when the database was opened; the caller closes what it is given. */
  SortedMap<ResourceType, TypeStates> storedTypes(int partitions) {
    SortedMap<ResourceType, TypeStates> types = new TreeMap<>();
    stored.forEach(
        (type, handle) -> types.put(type, new TypeStates(this, type, handle, partitions)));
    return types;
  }

  /** An empty type. */
  TypeStates create(ResourceType type, int partitions) {
    try {
      return new TypeStates(
          this, type, rocks.createColumnFamily(family(type, options)), partitions);
    } catch (RocksDBException e) {
      throw directory.failure("making room for the type " + type, e);
    }
  }

  RocksDB rocks() {
    return rocks;
  }

  ViewOptions options() {
    return options;
  }

  StoreDirectory directory() {
    return directory;
  }

  /** Closes the database; every type must be closed by then. */
  @Override
  public void close() {
    unused.close();
    rocks.close();
    options.close();
  }
}
