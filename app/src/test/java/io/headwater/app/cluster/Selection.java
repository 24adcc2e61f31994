package io.headwater.app.cluster;

import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * Which requests of a Kafka client are meant.
 *
 * @param api the call
 * @param which which of these calls
 */
record Selection(ApiKeys api, Predicate<AbstractRequest> which) {

  /** Commits of the transactional ids that begin so. */
  static Selection commitsOf(String transactionalIdPrefix) {
    return new Selection(
        ApiKeys.END_TXN,
        request ->
            request instanceof EndTxnRequest end
                && end.data().committed()
                && end.data().transactionalId().startsWith(transactionalIdPrefix));
  }

  /** Records of the transactional ids that begin so. */
  static Selection writesOf(String transactionalIdPrefix) {
    return new Selection(
        ApiKeys.PRODUCE,
        request ->
            request instanceof ProduceRequest produce
                && Optional.ofNullable(produce.transactionalId())
                    .filter(id -> id.startsWith(transactionalIdPrefix))
                    .isPresent());
  }

  /** What makes a producer the only one of its transactional id, of those that begin so. */
  static Selection openingsOf(String transactionalIdPrefix) {
    return new Selection(
        ApiKeys.INIT_PRODUCER_ID,
        request ->
            request instanceof InitProducerIdRequest init
                && Optional.ofNullable(init.data().transactionalId())
                    .filter(id -> id.startsWith(transactionalIdPrefix))
                    .isPresent());
  }

  boolean fits(KafkaFrame request) {
    return request.api() == api && which.test(request.request());
  }
}
