package io.headwater.persistence.staging;

import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging.StagedResource;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.store.StoreDirectory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads the staged rows in the order of their keys and hands them on by resource. */
final class StagedResources implements Iterator<StagedResource>, AutoCloseable {

  private final StoreDirectory directory;
  private final RocksIterator iterator;
  private boolean isClosed;

  StagedResources(StoreDirectory directory, RocksIterator iterator) {
    this.directory = directory;
    this.iterator = iterator;
    iterator.seekToFirst();
  }

  @Override
  public boolean hasNext() {
    if (isClosed) {
      throw new IllegalStateException("the staging changed, so this iterator is void");
    }
    return isAtRow();
  }

  @Override
  public StagedResource next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more resources are staged");
    }
    byte[] first = iterator.key();
    RowKeys.Reader reader = new RowKeys.Reader(first, 0);
    ResourceType type = new ResourceType(reader.next());
    String idText = reader.next();
    int prefix = reader.at();
    ResourceId id = StagedRow.id(idText, iterator.value());
    List<RowChange> rows = new ArrayList<>();
    // Damage within a resource throws here; a part of its rows is never handed on.
    while (isAtRow()) {
      byte[] key = iterator.key();
      if (!RowKeys.isSameResource(key, first, prefix)) {
        break;
      }
      byte[] value = iterator.value();
      RowKeys.Reader rest = new RowKeys.Reader(key, prefix);
      String relation = rest.next();
      if (relation.equals(ResourceMapping.ROOT)) {
        // A child table may spell the id as another JSON type; the root row's form is the contract.
        id = StagedRow.id(idText, value);
      }
      rows.add(new RowChange.Put(relation, rest.rest(), StagedRow.row(value)));
      iterator.next();
    }
    return new StagedResource(new ResourceKey(type, id), rows);
  }

  private boolean isAtRow() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      // An iterator also ends at damage; without this the rows would end too early.
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      throw directory.failure("reading the staged rows", e);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    iterator.close();
  }
}
