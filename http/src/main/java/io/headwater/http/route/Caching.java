package io.headwater.http.route;

import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;

/** What a cache may do with an answer. */
public enum Caching {
  /** It may keep the answer, and must ask whether it is still right before each use. */
  NO_CACHE,
  /** It must not keep the answer. */
  NO_STORE;

  CacheControl header() {
    return switch (this) {
      case NO_CACHE -> CacheControl.create(CacheDirectives.NO_CACHE);
      case NO_STORE -> CacheControl.create(CacheDirectives.NO_STORE);
    };
  }
}
