package io.headwater.core.publish;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceKey;
import java.util.List;
import java.util.Optional;

/**
 * One record of a state topic; its key is the resource's id as text.
 *
 * @param resource whose state it is
 * @param value the UTF-8 JSON; empty for a tombstone
 * @param headers CloudEvents attributes in Kafka's binary mode, the version and the contract's, in
 *     a fixed order
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">
 *     CloudEvents Kafka binding 1.0.2</a>
 */
public record StateRecord(ResourceKey resource, Optional<Bytes> value, List<Header> headers) {

  /** The header that carries the resource's version. */
  public static final String VERSION_HEADER = "headwater_version";

  /** The header that carries the semantic version of the contract, also on deletes. */
  public static final String CONTRACT_VERSION_HEADER = "headwater_contract_version";

  /** A header of the record. */
  public record Header(String name, Bytes value) {

    static Header of(String name, String value) {
      return new Header(name, Bytes.utf8(value));
    }
  }

  public StateRecord {
    headers = List.copyOf(headers);
  }
}
