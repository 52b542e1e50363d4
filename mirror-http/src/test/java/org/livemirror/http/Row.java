package org.livemirror.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a client sends in one go, and the answers it has to get; read from a table whose
 * form {@code rows/README.md} tells.
 *
 * @param name the table's and the row's
 * @param request bytes as Latin-1 characters
 */
record Row(String name, String request, List<Expected> answers) {
  private static final Pattern REPEATED = Pattern.compile("\\{([^{}*]+)\\*(\\d+)}");
  private static final Pattern ETAG = Pattern.compile("\\{etag ([a-z]+)}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

  /** The rows of a table, about files of these names. */
  static List<Row> table(String table, Map<String, Served> files) {
    List<Row> rows = new ArrayList<>();
    for (String block : read(table).split("\n== ", -1)) {
      if (!block.startsWith("#")) {
        rows.add(parse(table, block, files));
      }
    }
    return rows;
  }

  private static String read(String table) {
    try (InputStream in = Row.class.getResourceAsStream("rows/" + table + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("no table " + table);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row parse(String table, String block, Map<String, Served> files) {
    List<String> lines = block.lines().filter(line -> !line.isEmpty()).toList();
    StringBuilder request = new StringBuilder();
    List<Expected> answers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String rest = line.length() > 2 ? line.substring(2) : "";
      int last = answers.size() - 1;
      switch (line.charAt(0)) {
        case '$' -> request.append(bytes(request(rest), files));
        case '>' ->
            request.append(
                line.startsWith(">| ")
                    ? bytes(line.substring(3), files)
                    : bytes(rest, files) + "\r\n");
        case '<' -> answers.add(answer(Arrays.asList(rest.split(" ", -1)), files));
        case '+' -> {
          int colon = rest.indexOf(": ");
          answers.set(
              last, answers.get(last).with(rest.substring(0, colon), rest.substring(colon + 2)));
        }
        case '-' -> answers.set(last, answers.get(last).without(rest));
        case '=' -> answers.set(last, answers.get(last).withBody(bytes(rest, files)));
        default -> throw new IllegalArgumentException(table + ": " + line);
      }
    }
    return new Row(table + "." + lines.get(0), request.toString(), answers);
  }

  /** {@code GET /x | Name: value} in full. */
  private static String request(String brief) {
    String[] parts = brief.split(" \\| ", -1);
    return Client.request(parts[0] + " HTTP/1.1", Arrays.copyOfRange(parts, 1, parts.length));
  }

  private static Expected answer(List<String> words, Map<String, Served> files) {
    Served file = words.size() > 1 ? files.get(words.get(1)) : null;
    Expected answer =
        switch (words.get(0)) {
          case "200" -> file == null ? healthy() : file.whole();
          case "204" -> new Expected("204 No Content").with("Allow", allow(words));
          case "206" -> require(file).ranges(words.get(2));
          case "304" -> require(file).unchanged();
          case "405" -> Expected.plain("405 Method Not Allowed").with("Allow", allow(words));
          case "416" ->
              Expected.plain("416 Requested Range Not Satisfiable")
                  .with("Content-Range", require(file).contentRange("*"));
          default -> Expected.plain(status(words.get(0)));
        };
    if (words.contains("close")) {
      answer = answer.with("Connection", "close");
    }
    if (words.contains("keep-alive")) {
      answer = answer.with("Connection", "keep-alive");
    }
    return words.contains("head") ? answer.asHead() : answer;
  }

  private static Expected healthy() {
    return new Expected("200 OK")
        .with("Content-Type", "text/plain; charset=utf-8")
        .with("Cache-Control", "no-store")
        .withBody("ok\n");
  }

  private static Served require(@Nullable Served file) {
    if (file == null) {
      throw new IllegalArgumentException("an answer about no file");
    }
    return file;
  }

  private static String allow(List<String> words) {
    return String.join(
        " ", words.stream().filter(word -> word.matches("[A-Z]+,?")).toArray(String[]::new));
  }

  private static String status(String code) {
    return switch (code) {
      case "400" -> "400 Bad Request";
      case "404" -> "404 Not Found";
      case "412" -> "412 Precondition Failed";
      case "414" -> "414 Request-URI Too Long";
      case "417" -> "417 Expectation Failed";
      case "431" -> "431 Request Header Fields Too Large";
      case "501" -> "501 Not Implemented";
      case "505" -> "505 HTTP Version Not Supported";
      default -> throw new IllegalArgumentException("status " + code);
    };
  }

  private static String bytes(String text, Map<String, Served> files) {
    String named = ETAG.matcher(text).replaceAll(tag -> require(files.get(tag.group(1))).etag());
    String whole =
        REPEATED
            .matcher(named)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        match.group(1).repeat(Integer.parseInt(match.group(2)))));
    return ESCAPE
        .matcher(whole)
        .replaceAll(escape -> Matcher.quoteReplacement(unescape(escape.group(1))));
  }

  private static String unescape(String escape) {
    return switch (escape.charAt(0)) {
      case 'r' -> "\r";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '0' -> "\0";
      case '\\' -> "\\";
      case 'x' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      default -> throw new IllegalArgumentException("escape " + escape);
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
