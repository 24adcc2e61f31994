package io.headwater.core.produce;

/** What a resource's rows make up. */
public sealed interface Rendering {

  /** A document. */
  record Rendered(Document document) implements Rendering {}

  /** No resource: there is no root row that counts. */
  enum NoRoot implements Rendering {
    NO_ROOT
  }

  /**
   * No document, as the rows do not make one up: one lacks a column that the mapping names, or two
   * of them claim one place. The reason names the relation, the rows and the mend.
   */
  record Unfit(String reason) implements Rendering {}
}
