package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/** Wishes over a change log in memory; a wish is open until the log has its answer. */
final class InMemoryRetryInbox implements RetryInbox {

  private final InMemoryChangeLog log;
  private final List<RetryRequest> wishes = new ArrayList<>();

  /** Offsets below it are not there any more. */
  int begin;

  boolean isBroken;
  int reads;

  InMemoryRetryInbox(InMemoryChangeLog log) {
    this.log = log;
  }

  /** Wishes that the record of the quarantine with that number be retried. */
  RetryRequest wish(int number) {
    QuarantineRecord kept = log.quarantined().get(number);
    RetryRequest wish = new RetryRequest(kept.key(), kept.source(), 0, number);
    wishes.add(wish);
    return wish;
  }

  @Override
  public List<RetryRequest> open(int limit) {
    Set<RetryRequest> answered = new HashSet<>(log.answered());
    return wishes.stream().filter(wish -> !answered.contains(wish)).limit(limit).toList();
  }

  @Override
  public Optional<QuarantineRecord> record(RetryRequest wish) {
    if (isBroken) {
      throw new KafkaException("the broker is away");
    }
    List<QuarantineRecord> quarantined = log.quarantined();
    return wish.offset() < quarantined.size()
        ? Optional.of(quarantined.get((int) wish.offset()))
        : Optional.empty();
  }

  @Override
  public Reading read(LogPlace from, long limit, LogReader reader) {
    reads++;
    List<ChangeLogRecord> records = log.records();
    if (!from.topicId().equals(InMemoryChangeLog.TOPIC_ID) || from.from() < begin) {
      return Reading.GONE;
    }
    if (records.size() - from.from() > limit) {
      return Reading.TOO_LONG;
    }
    for (long offset = from.from(); offset < records.size(); offset++) {
      reader.next(offset, Optional.of(records.get((int) offset)));
    }
    return Reading.COMPLETE;
  }

  @Override
  public void answered(List<RetryRequest> done) {
    // The log has the answers.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
