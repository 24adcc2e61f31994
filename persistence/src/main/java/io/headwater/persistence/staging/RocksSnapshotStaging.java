package io.headwater.persistence.staging;

import io.headwater.core.json.Value;
import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.persistence.store.StoreDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Snapshot staging in a RocksDB of its own, which is empty whenever it is opened.
 *
 * <p>Not thread-safe. Ids are ordered by their UTF-8 bytes. A {@link RowChange.Merge} of a row that
 * is not staged stages its columns as the row, as {@link
 * io.headwater.core.produce.ResourceRows#apply} does. A resource whose rows are all removed is not
 * among the resources. Every method may throw {@link
 * io.headwater.persistence.store.StoreException}.
 */
public final class RocksSnapshotStaging implements SnapshotStaging {

  /** The rows that are written at a time. */
  public static final int MAX_BATCH_ROWS = 5_000;

  private static final byte[] ROWS = "rows".getBytes(StandardCharsets.UTF_8);

  private final StoreDirectory directory;
  private final StagingOptions options;
  private final RocksDB rocks;
  private ColumnFamilyHandle rows;
  private Optional<RocksIterator> probe = Optional.empty();
  private Optional<StagedResources> resources = Optional.empty();
  private boolean isClosed;

  private RocksSnapshotStaging(StoreDirectory directory, StagingOptions options)
      throws RocksDBException {
    this.directory = directory;
    this.options = options;
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    rocks =
        RocksDB.open(
            options.database(),
            directory.database().toString(),
            List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.family())),
            handles);
    handles.forEach(ColumnFamilyHandle::close);
    boolean isReady = false;
    try {
      rows = createRows();
      isReady = true;
    } finally {
      if (!isReady) {
        rocks.close();
      }
    }
  }

  /**
   * Opens an empty staging in a directory, which is made when it is absent; what an earlier process
   * staged there is deleted.
   *
   * @throws io.headwater.persistence.store.StoreLockedException when another opener holds it
   */
  public static RocksSnapshotStaging open(Path directory) {
    RocksDB.loadLibrary();
    StoreDirectory locked = StoreDirectory.lock(directory);
    StagingOptions options = new StagingOptions();
    boolean isOpen = false;
    try {
      locked.clear();
      RocksSnapshotStaging staging = new RocksSnapshotStaging(locked, options);
      isOpen = true;
      return staging;
    } catch (RocksDBException e) {
      throw locked.failure("opening the snapshot staging", e);
    } finally {
      if (!isOpen) {
        options.close();
        locked.close();
      }
    }
  }

  private ColumnFamilyHandle createRows() throws RocksDBException {
    return rocks.createColumnFamily(new ColumnFamilyDescriptor(ROWS, options.family()));
  }

  @Override
  public void clear() {
    requireOpen();
    release();
    try {
      // Dropping a column family deletes whole files, whatever they hold.
      rocks.dropColumnFamily(rows);
      ColumnFamilyHandle dropped = rows;
      rows = createRows();
      dropped.close();
    } catch (RocksDBException e) {
      throw directory.failure("emptying the snapshot staging", e);
    }
  }

  @Override
  public void stage(List<RoutedChange> changes) {
    requireOpen();
    release();
    try (WriteBatch batch = new WriteBatch()) {
      for (RoutedChange routed : changes) {
        add(batch, routed);
        if (batch.count() >= MAX_BATCH_ROWS) {
          write(batch);
        }
      }
      write(batch);
    } catch (RocksDBException e) {
      throw directory.failure("staging rows", e);
    }
  }

  private void add(WriteBatch batch, RoutedChange routed) throws RocksDBException {
    byte[] key = RowKeys.of(routed.resource(), routed.change());
    ResourceId id = routed.resource().id();
    switch (routed.change()) {
      case RowChange.Put put -> batch.put(rows, key, StagedRow.encoded(id, put.row()));
      case RowChange.Merge merge -> {
        // The row may be in the batch, which cannot be read; merges are rare in a source snapshot.
        write(batch);
        batch.put(rows, key, StagedRow.encoded(id, overlay(key, merge.columns())));
      }
      case RowChange.Remove ignored -> batch.delete(rows, key);
    }
  }

  private Value.Obj overlay(byte[] key, Value.Obj columns) throws RocksDBException {
    Optional<byte[]> staged = Optional.ofNullable(rocks.get(rows, options.reads(), key));
    if (staged.isEmpty()) {
      return columns;
    }
    return StagedRow.row(staged.get()).with(columns);
  }

  private void write(WriteBatch batch) throws RocksDBException {
    if (batch.count() > 0) {
      rocks.write(options.writes(), batch);
      batch.clear();
    }
  }

  @Override
  public boolean contains(ResourceKey resource) {
    requireOpen();
    byte[] prefix = RowKeys.prefix(resource);
    RocksIterator iterator = probe.orElseGet(() -> rocks.newIterator(rows, options.reads()));
    probe = Optional.of(iterator);
    iterator.seek(prefix);
    if (iterator.isValid()) {
      return RowKeys.isSameResource(iterator.key(), prefix, prefix.length);
    }
    try {
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      throw directory.failure("looking for staged rows", e);
    }
  }

  /** {@inheritDoc} Staging, clearing, closing and taking another one make it void. */
  @Override
  public Iterator<StagedResource> resources() {
    requireOpen();
    release();
    StagedResources taken =
        new StagedResources(directory, rocks.newIterator(rows, options.scans()));
    resources = Optional.of(taken);
    return taken;
  }

  /** Frees the iterators, which would keep what is deleted and do not see what is added. */
  private void release() {
    probe.ifPresent(RocksIterator::close);
    probe = Optional.empty();
    resources.ifPresent(StagedResources::close);
    resources = Optional.empty();
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the snapshot staging is closed");
    }
  }

  /** Closes the database and deletes what is staged. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    release();
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
