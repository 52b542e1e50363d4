package org.livemirror.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.livemirror.store.s3.S3Settings;

/**
 * Where the store lies, as the settings say: in a bucket if one is named, else in the data folder.
 *
 * @param cache where copies of a bucket's blobs lie on this node
 * @param cacheBytes how much they may take
 */
public record StoreSettings(
    Optional<String> bucket,
    String prefix,
    String region,
    Optional<URI> endpoint,
    boolean pathStyle,
    Path cache,
    long cacheBytes) {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");
  private static final Pattern PREFIX =
      Pattern.compile("([A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*)?");

  static StoreSettings read(YamlReader section, Path folder, Path data) {
    YamlReader s3 = section.section("s3");
    return new StoreSettings(
        s3.optional("bucket", StoreSettings::bucket),
        s3.optional("prefix", StoreSettings::prefix).orElse(""),
        s3.get("region", "us-east-1", Values::text),
        s3.optional("endpoint", StoreSettings::endpoint),
        s3.get("pathStyle", "false", Values::flag),
        s3.optional("cache", text -> folder.resolve(Values.path(text)).normalize())
            .orElse(data.resolve("cache")),
        s3.get("cacheSize", "20GB", Values::size));
  }

  /** The bucket, if the store lies in one. */
  public Optional<S3Settings> s3() {
    return bucket.map(
        name -> new S3Settings(name, prefix, region, endpoint, pathStyle, cache, cacheBytes));
  }

  private static String bucket(String text) {
    if (!BUCKET.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected the name of a bucket; folders in it are the prefix)");
    }
    return text;
  }

  private static String prefix(String text) {
    if (!PREFIX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "found '"
              + text
              + "' (expected names joined by slashes, such as live/mirror, without spaces)");
    }
    return text;
  }

  private static URI endpoint(String text) {
    URI url = Values.url(text);
    if (!String.valueOf(url.getScheme()).startsWith("http") || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "found '"
              + Values.withoutPassword(text)
              + "' (expected an http:// or https:// URL without a user; credentials are found by"
              + " the AWS SDK)");
    }
    return url;
  }
}
