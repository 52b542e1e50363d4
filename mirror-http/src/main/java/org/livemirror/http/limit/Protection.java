package org.livemirror.http.limit;

import java.util.Optional;

/**
 * What protects the plane, in the order in which a connection and its requests meet it.
 *
 * <p>A connection: {@link Admission#admit}, in the end {@link Admission#released}. A request:
 * {@link Proxies#client}, {@link Pressure#enter}, {@link Admission#permits}, {@link
 * RequestRate#retryAfterSeconds}, {@link Passwords#check}, in the end {@link Pressure#leave}. Its
 * answer: {@link Shaper#open}, {@link Share#grant}, {@link Share#close}. Safe for all threads.
 *
 * @param passwords empty if nobody is asked
 */
public record Protection(
    Admission admission,
    Pressure pressure,
    Proxies proxies,
    RequestRate requestRate,
    Optional<Passwords> passwords,
    Shaper shaper) {
  /** Lets everybody do everything; a new one, as it counts. */
  public static Protection none() {
    return new Protection(
        new Admission(
            AccessList.EVERYBODY, Proxies.NONE, Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 1),
        new Pressure(Integer.MAX_VALUE - 1, () -> 0, Integer.MAX_VALUE),
        Proxies.NONE,
        RequestRate.OFF,
        Optional.empty(),
        Shaper.UNLIMITED);
  }
}
