package io.headwater.app.cluster;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * A write that the broker refused.
 *
 * @param writer the transactional id, or empty text where the request does not name it
 */
record Refusal(ApiKeys api, String writer, Errors error) {}
