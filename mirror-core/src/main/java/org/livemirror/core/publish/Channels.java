package org.livemirror.core.publish;

import org.livemirror.store.Channel;

/** What each channel serves, for listeners that serve both. */
public record Channels(Published production, Published testing) {
  /** Both serve what production does. */
  public static Channels productionOnly(Published production) {
    return new Channels(production, production);
  }

  public Published of(Channel channel) {
    return switch (channel) {
      case PRODUCTION -> production;
      case TESTING -> testing;
    };
  }
}
