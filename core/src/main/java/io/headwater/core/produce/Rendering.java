package io.headwater.core.produce;

/** What a resource's rows make up. */
public sealed interface Rendering {

  /** A document. */
  record Rendered(Document document) implements Rendering {}

  /** No resource: there is no root row. */
  enum NoRoot implements Rendering {
    NO_ROOT
  }

  /** No document yet: a row lacks a column that the mapping names; the reason says which. */
  record Incomplete(String reason) implements Rendering {}
}
