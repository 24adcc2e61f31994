package io.headwater.persistence.staging;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.RowLocator;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.store.StoreDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A row locator in a RocksDB of its own, which is empty whenever it is opened.
 *
 * <p>Not thread-safe. Every method may throw {@link io.headwater.persistence.store.StoreException}.
 */
public final class RocksRowLocator implements RowLocator {

  private final StoreDirectory directory;
  private final StagingOptions options;
  private final ColumnFamilyHandle rows;
  private final RocksDB rocks;
  private boolean isClosed;

  private RocksRowLocator(StoreDirectory directory, StagingOptions options)
      throws RocksDBException {
    this.directory = directory;
    this.options = options;
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    this.rocks =
        RocksDB.open(
            options.database(),
            directory.database().toString(),
            List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.family())),
            handles);
    this.rows = handles.getFirst();
  }

  /**
   * Opens an empty locator in a directory, which is made when it is absent; what an earlier process
   * kept there is deleted.
   *
   * @throws io.headwater.persistence.store.StoreLockedException when another opener holds it
   */
  public static RocksRowLocator open(Path directory) {
    RocksDB.loadLibrary();
    StoreDirectory locked = StoreDirectory.lock(directory);
    StagingOptions options = new StagingOptions();
    boolean isOpen = false;
    try {
      locked.clear();
      RocksRowLocator locator = new RocksRowLocator(locked, options);
      isOpen = true;
      return locator;
    } catch (RocksDBException e) {
      throw locked.failure("opening the row locator", e);
    } finally {
      if (!isOpen) {
        options.close();
        locked.close();
      }
    }
  }

  @Override
  public Set<ResourceId> holders(Row row) {
    requireOpen();
    try {
      byte[] found = rocks.get(rows, options.reads(), RowKeys.of(row));
      return found == null ? Set.of() : decode(found);
    } catch (RocksDBException e) {
      throw directory.failure("looking for the holders of a row", e);
    }
  }

  @Override
  public void replace(Row row, Set<ResourceId> holders) {
    requireOpen();
    try {
      if (holders.isEmpty()) {
        rocks.delete(rows, options.writes(), RowKeys.of(row));
      } else {
        rocks.put(rows, options.writes(), RowKeys.of(row), encode(holders));
      }
    } catch (RocksDBException e) {
      throw directory.failure("noting the holders of a row", e);
    }
  }

  @Override
  public void clear(ResourceType type, String relation) {
    requireOpen();
    byte[] from = RowKeys.prefix(type, relation);
    byte[] to = from.clone();
    // The prefix ends in a byte that marks the end of a text, and the next one is no such mark.
    to[to.length - 1]++;
    try {
      rocks.deleteRange(rows, options.writes(), from, to);
    } catch (RocksDBException e) {
      throw directory.failure("forgetting the rows of a table", e);
    }
  }

  private static byte[] encode(Set<ResourceId> holders) {
    BinaryWriter out = new BinaryWriter();
    out.varint(holders.size());
    holders.forEach(holder -> out.value(holder.json()));
    return out.toBytes().array();
  }

  private static Set<ResourceId> decode(byte[] encoded) {
    BinaryReader in = new BinaryReader(Bytes.of(encoded));
    int count = in.count(1);
    Set<ResourceId> holders = new HashSet<>();
    for (int i = 0; i < count; i++) {
      holders.add(ResourceId.of(in.value()));
    }
    in.end();
    return holders;
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the row locator is closed");
    }
  }

  /** Closes the database and deletes what is in it. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    rows.close();
    rocks.close();
    options.close();
    try {
      directory.clear();
    } finally {
      directory.close();
    }
  }
}
