package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.resource.ResourceKey;
import java.util.List;

/** What is to be done about a wish. */
sealed interface Retry {

  /** The wish. */
  RetryRequest wish();

  /** The record is not there any more, or is another source's. */
  record Gone(RetryRequest wish) implements Retry {}

  /** The record stays as it is; the note says why. */
  record Stays(RetryRequest wish, QuarantineRecord kept, String note) implements Retry {}

  /** The input was refused again. */
  record Refused(RetryRequest wish, QuarantineRecord kept, RefusalCause cause, String reason)
      implements Retry {}

  /** Changes for the change log; none when it has newer ones of all their rows. */
  record Write(RetryRequest wish, QuarantineRecord kept, List<ChangeEvent> events)
      implements Retry {
    public Write {
      events = List.copyOf(events);
    }
  }

  /** The resource is to be rendered again. */
  record Refresh(RetryRequest wish, QuarantineRecord kept, ResourceKey resource) implements Retry {}
}
