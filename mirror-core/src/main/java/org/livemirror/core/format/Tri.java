package org.livemirror.core.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.CatalogItem;
import org.livemirror.store.ContentPath;

/**
 * A TRI: the text inside a mini-TRI that says which package takes which sequence to which revision.
 *
 * <p>A record starts at a line that begins with {@code [Item} or {@code [ExItem}; its {@code
 * key=value} lines follow in any order. Four keys are understood: {@code ItemSeqName}, {@code
 * ItemSeqData}, {@code FileName}, {@code URL}. All others, and all other sections, are kept as they
 * are. At most 4 MiB. Immutable.
 */
public final class Tri {
  /** The name of the member of a mini-TRI that holds it. */
  public static final String MEMBER = "liveupdt.tri";

  private final IniText text;
  private final List<Item> items;

  private Tri(IniText text, List<Item> items) {
    this.text = text;
    this.items = List.copyOf(items);
  }

  /** Reads a TRI. */
  public static Tri parse(byte[] bytes) throws MalformedException {
    IniText text = IniText.parse(bytes);
    List<Item> items = new ArrayList<>();
    for (IniText.Section section : text.sections()) {
      if (section.head().text().startsWith("[Item")
          || section.head().text().startsWith("[ExItem")) {
        items.add(item(section));
      }
    }
    return new Tri(text, items);
  }

  private static Item item(IniText.Section section) throws MalformedException {
    Optional<String> sequence = section.value("ItemSeqName", false);
    Optional<String> data = section.value("ItemSeqData", false);
    Optional<String> fileName = section.value("FileName", false);
    Optional<String> url = section.value("URL", false);
    if (sequence.isPresent() != data.isPresent()) {
      throw IniText.malformed(
          section.head(),
          section.head().text()
              + " with "
              + (sequence.isPresent() ? "ItemSeqName only" : "ItemSeqData only"),
          "both or none");
    }
    if (sequence.isPresent() && sequence.get().isBlank()) {
      throw IniText.malformed(section.head(), "an empty ItemSeqName", "a sequence such as CurDefs");
    }
    if (fileName.isPresent()
        && (fileName.get().indexOf('/') >= 0 || ContentPath.parse(fileName.get()).isEmpty())) {
      throw IniText.malformed(section.head(), "FileName=" + fileName.get(), "a bare file name");
    }
    long revision = data.isPresent() ? revision(section, data.get()) : 0;
    return new Item(section.head().text(), sequence, revision, fileName, url);
  }

  private static long revision(IniText.Section section, String data) throws MalformedException {
    try {
      if (!data.isEmpty() && Character.isDigit(data.charAt(0))) {
        return Long.parseLong(data);
      }
    } catch (NumberFormatException e) {
      // told below, like every other text that is not a revision
    }
    throw IniText.malformed(
        section.head(), "ItemSeqData=" + data, "a decimal number of at most 63 bits");
  }

  /**
   * Makes a TRI with one {@code [Item…]} record for each map, keys in the maps' order, CRLF line
   * ends.
   */
  public static Tri of(List<Map<String, String>> items) throws MalformedException {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      out.append("[Item").append(i + 1).append("]\r\n");
      items
          .get(i)
          .forEach((key, value) -> out.append(key).append('=').append(value).append("\r\n"));
    }
    return parse(out.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The exact bytes. */
  public byte[] bytes() {
    return text.bytes();
  }

  /** All records, in order. */
  public List<Item> items() {
    return items;
  }

  /** The records that offer a package for a sequence: what a client chooses from. */
  public List<CatalogItem> catalogItems() {
    List<CatalogItem> offers = new ArrayList<>();
    for (Item item : items) {
      if (item.sequence().isPresent() && item.fileName().isPresent()) {
        offers.add(new CatalogItem(item.sequence().get(), item.revision(), item.fileName().get()));
      }
    }
    return offers;
  }

  /** Every package that a record names, whether or not it advances a sequence. */
  public Set<String> fileNames() {
    Map<ContentPath, String> names = new LinkedHashMap<>();
    for (Item item : items) {
      item.fileName().ifPresent(name -> names.putIfAbsent(ContentPath.of(name), name));
    }
    return new LinkedHashSet<>(names.values());
  }

  /**
   * One record.
   *
   * @param head its first line
   * @param revision what {@code sequence} reaches; 0 if the record names none
   */
  public record Item(
      String head,
      Optional<String> sequence,
      long revision,
      Optional<String> fileName,
      Optional<String> url) {}
}
