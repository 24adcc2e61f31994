package io.headwater.app.cluster;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * A request and what is done with it and its answer.
 *
 * @param lost the intervention that its answer falls to
 * @param held the intervention that it falls to itself
 */
record Exchange(KafkaFrame request, Optional<LostAnswer> lost, Optional<HeldRequest> held) {

  /** The calls of transactional writers. */
  private static final Set<ApiKeys> WRITING =
      Set.of(ApiKeys.PRODUCE, ApiKeys.END_TXN, ApiKeys.INIT_PRODUCER_ID);

  /** Tells the interventions what the broker answers. */
  Errors answered(KafkaFrame answer) {
    if (!WRITING.contains(request.api())) {
      return Errors.NONE;
    }
    Errors said = error(AbstractResponse.parseResponse(answer.buffer(), request.header()));
    lost.ifPresent(lose -> lose.lost(said));
    held.ifPresent(hold -> hold.answered(said));
    return said;
  }

  /** The refusal that such an answer is. */
  Refusal refusal(Errors error) {
    return new Refusal(request.api(), writer(request.request()), error);
  }

  private static Errors error(AbstractResponse response) {
    return response.errorCounts().keySet().stream()
        .filter(error -> error != Errors.NONE)
        .findFirst()
        .orElse(Errors.NONE);
  }

  private static String writer(AbstractRequest request) {
    Optional<String> id =
        switch (request) {
          case EndTxnRequest end -> Optional.of(end.data().transactionalId());
          case InitProducerIdRequest init -> Optional.ofNullable(init.data().transactionalId());
          case ProduceRequest produce -> Optional.ofNullable(produce.transactionalId());
          default -> Optional.empty();
        };
    return id.orElse("");
  }
}
