package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.livemirror.testkit.ForgedChain;

class ChainsTest {
  private static final Instant NOON = Instant.parse("2011-08-25T12:00:00Z");
  private static final Instant EARLIER = NOON.minus(Duration.ofDays(365));
  private static final Instant LATER = NOON.plus(Duration.ofDays(365));
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void find_sameQuestionAgain_givesTheChainThatWasFound() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    Chains chains = new Chains(List.of(chain.root()));

    Chains.Chain first = chains.find(chain.signer(), embedded(chain), NOON);

    assertThat(chains.find(chain.signer(), embedded(chain), NOON.plus(HOUR))).isSameAs(first);
    assertThat(first.certificates()).isEqualTo(chain.certificates());
  }

  @Test
  void find_nextDay_isBuiltAnew() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    Chains chains = new Chains(List.of(chain.root()));

    Chains.Chain first = chains.find(chain.signer(), embedded(chain), NOON);
    Chains.Chain nextDay =
        chains.find(chain.signer(), embedded(chain), NOON.plus(Duration.ofHours(12)));

    assertThat(nextDay).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void find_foundBeforeItsEndOnTheSameDay_isRefusedAfterIt() throws Exception {
    List<ForgedChain> ending =
        List.of(
            ForgedChain.make().signerValid(EARLIER, NOON).chain(),
            ForgedChain.make().intermediateValid(EARLIER, NOON).chain(),
            ForgedChain.make().rootValid(EARLIER, NOON).chain());
    for (ForgedChain chain : ending) {
      Chains chains = new Chains(List.of(chain.root()));

      assertThat(chains.find(chain.signer(), embedded(chain), NOON).fingerprints()).hasSize(3);

      assertRefused(chains, chain, NOON.plus(HOUR));
      assertThat(chains.find(chain.signer(), embedded(chain), NOON.minus(HOUR))).isNotNull();
    }
  }

  @Test
  void find_foundAfterItsBeginOnTheSameDay_isRefusedBeforeIt() throws Exception {
    ForgedChain chain = ForgedChain.make().signerValid(NOON, LATER).chain();
    Chains chains = new Chains(List.of(chain.root()));

    assertThat(chains.find(chain.signer(), embedded(chain), NOON)).isNotNull();

    assertRefused(chains, chain, NOON.minus(HOUR));
  }

  @Test
  void find_withoutTheIntermediateThatWasThereBefore_isRefused() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    Chains chains = new Chains(List.of(chain.root()));

    assertThat(chains.find(chain.signer(), embedded(chain), NOON)).isNotNull();

    assertThatThrownBy(() -> chains.find(chain.signer(), List.of(chain.signer()), NOON))
        .isInstanceOf(CertPathBuilderException.class);
  }

  @Test
  void find_manyDays_keepsFewChains() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    Chains chains = new Chains(List.of(chain.root()));
    Chains.Chain first = chains.find(chain.signer(), embedded(chain), NOON);

    for (int day = 1; day <= 64; day++) {
      assertThat(chains.find(chain.signer(), embedded(chain), NOON.plus(Duration.ofDays(day))))
          .isEqualTo(first);
    }

    assertThat(chains.find(chain.signer(), embedded(chain), NOON)).isNotSameAs(first);
  }

  private static void assertRefused(Chains chains, ForgedChain chain, Instant time) {
    assertThatThrownBy(() -> chains.find(chain.signer(), embedded(chain), time))
        .isInstanceOfAny(CertPathBuilderException.class, CertificateException.class);
  }

  private static List<X509Certificate> embedded(ForgedChain chain) {
    return List.of(chain.signer(), chain.intermediate());
  }
}
