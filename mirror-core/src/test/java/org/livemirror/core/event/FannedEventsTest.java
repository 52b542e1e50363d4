package org.livemirror.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/** No fact gets lost on its way to two. */
final class FannedEventsTest {
  private static final ContentPath PATH = ContentPath.parse("a.zip").orElseThrow();

  static Stream<Method> facts() {
    return Stream.of(MirrorEvents.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void fact_ofEachKind_isToldToBothInOrderWithAllItHolds(Method fact) throws Exception {
    List<String> told = new ArrayList<>();
    MirrorEvents both = MirrorEvents.both(listener("first", told), listener("second", told));
    Object[] arguments = Stream.of(fact.getParameterTypes()).map(FannedEventsTest::some).toArray();

    Object unused = fact.invoke(both, arguments);

    String expected = fact.getName() + List.of(arguments);
    assertThat(told).containsExactly("first " + expected, "second " + expected);
  }

  private static MirrorEvents listener(String name, List<String> told) {
    InvocationHandler notes =
        (proxy, method, arguments) -> {
          told.add(
              name
                  + " "
                  + method.getName()
                  + List.of(Optional.ofNullable(arguments).orElse(new Object[0])));
          return null;
        };
    return (MirrorEvents)
        Proxy.newProxyInstance(
            MirrorEvents.class.getClassLoader(), new Class<?>[] {MirrorEvents.class}, notes);
  }

  private static Object some(Class<?> type) {
    if (type == String.class) {
      return "text";
    } else if (type == boolean.class) {
      return true;
    } else if (type == int.class) {
      return 7;
    } else if (type == long.class) {
      return 8L;
    } else if (type == Instant.class) {
      return Instant.EPOCH;
    } else if (type == ContentPath.class) {
      return PATH;
    } else if (type == List.class || type == Collection.class) {
      return List.of();
    } else if (type == Generation.class) {
      return Generation.of(1, Instant.EPOCH, "test", List.of());
    } else if (type == PullEnd.class) {
      return new PullEnd(
          "up", PullEnd.Result.UNCHANGED, Instant.EPOCH, Instant.EPOCH, 0, 0, "nothing new");
    }
    throw new AssertionError("no example of " + type);
  }
}
