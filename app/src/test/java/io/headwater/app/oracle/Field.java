package io.headwater.app.oracle;

/** A member of a document. */
record Field(String member, Content content) {

  static Field of(String column) {
    return new Field(column, new Content.OfColumn(column));
  }

  /** What stands for it in the mapping's list of fields. */
  String mapping() {
    return switch (content) {
      case Content.OfColumn column ->
          column.column().equals(member) ? column.mapping() : renamed(" = " + column.mapping());
      case Content.Constant constant -> renamed(" " + constant.mapping());
      case Content.Template template -> renamed(" " + template.mapping());
      case Content.FirstOf firstOf -> renamed(" " + firstOf.mapping());
    };
  }

  private String renamed(String content) {
    return "{ " + MappingText.quoted(member) + content + " }";
  }
}
