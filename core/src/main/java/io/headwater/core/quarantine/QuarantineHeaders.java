package io.headwater.core.quarantine;

/** The names of the headers on the quarantine topic; part of its contract. */
final class QuarantineHeaders {

  /** The prefix of Kafka Connect's dead letter headers. */
  static final String CONNECT = "__connect.errors.";

  static final String OWN = "headwater_";

  /** Before an original header whose name is like one of ours. */
  static final String ORIGINAL = OWN + "original.";

  static final String SOURCE = OWN + "source";
  static final String STAGE = OWN + "stage";
  static final String CAUSE = OWN + "cause";
  static final String REASON = OWN + "reason";
  static final String SUBJECT = OWN + "subject";
  static final String POSITION = OWN + "position";
  static final String TIMESTAMP = OWN + "timestamp";
  static final String FIRST_FAILURE = OWN + "first_failure";
  static final String ATTEMPTS = OWN + "attempts";
  static final String RETRY = OWN + "retry";
  static final String FORMAT = OWN + "format";
  static final String EXTENT = OWN + "extent";
  static final String BYTES = OWN + "bytes";
  static final String IDENTITY = OWN + "identity";
  static final String ORIGINAL_KEY = OWN + "original_key";
  static final String ORIGINAL_TIMESTAMP = OWN + "original_timestamp";
  static final String TOPIC_ID = OWN + "topic_id";
  static final String CHANGE_LOG = OWN + "change_log";
  static final String OUTCOME = OWN + "outcome";

  private QuarantineHeaders() {}
}
