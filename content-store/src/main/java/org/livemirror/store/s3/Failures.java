package org.livemirror.store.s3;

import java.io.IOException;
import java.util.Locale;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK throws, in the operator's words: where, what was answered, what to check. */
final class Failures {
  private static final int SHOWN = 300;

  private Failures() {}

  static boolean isNoBucket(S3Exception e) {
    return "NoSuchBucket".equals(code(e));
  }

  static IOException of(SdkException e, S3Settings settings, String name) {
    String message = settings.where(name) + " at " + settings.service() + ": " + message(e);
    return e instanceof S3Exception
        ? new IOException(message, e)
        : new UnreachableException(message, e);
  }

  static IOException of(String found, S3Settings settings, String name) {
    return new IOException(settings.where(name) + " at " + settings.service() + ": " + found);
  }

  private static String message(SdkException e) {
    if (e instanceof S3Exception answer) {
      return answer(answer);
    }
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      return "no answer in time; check the network and the service";
    }
    String text = text(e);
    if (text.toLowerCase(Locale.ROOT).contains("credentials")) {
      return "no AWS credentials found; give them by environment, profile or role";
    }
    return "not reached (" + text + "); check store.s3.endpoint, the network and the service";
  }

  private static String answer(S3Exception e) {
    String found = "HTTP " + e.statusCode() + " " + code(e);
    return switch (e.statusCode()) {
      case 301, 307, 400 ->
          found + " (" + text(e) + "); check store.s3.region and store.s3.pathStyle";
      case 401, 403 ->
          found
              + "; check the credentials, the host's clock and that they may list, read and write"
              + " the bucket";
      case 404 ->
          found
              + (isNoBucket(e)
                  ? "; make the bucket or correct store.s3.bucket"
                  : "; check store.s3");
      case 501 -> found + "; the service lacks what the store needs, see docs/formats.md";
      default -> found + " (" + text(e) + "); check the service";
    };
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? "without a code"
        : e.awsErrorDetails().errorCode();
  }

  /** The innermost cause says it best: "Connection refused". One line. */
  private static String text(Throwable e) {
    Throwable cause = e;
    while (!(e instanceof S3Exception) && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return text.length() > SHOWN ? text.substring(0, SHOWN) : text;
  }
}
