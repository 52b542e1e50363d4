package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.livemirror.testkit.ForgedChain;

class CertificateChainsTest {
  private static final Instant NOON = Instant.parse("2011-08-25T12:00:00Z");
  private static final Instant EARLIER = NOON.minus(Duration.ofDays(365));
  private static final Instant LATER = NOON.plus(Duration.ofDays(365));
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void build_sameQuestionAgain_givesTheChainThatWasFound() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));

    CertificateChains.Chain first = chains.build("f", chain.signer(), NOON, embedded(chain));

    assertThat(chains.build("f", chain.signer(), NOON.plus(HOUR), embedded(chain))).isSameAs(first);
    assertThat(first.certificates()).isEqualTo(chain.certificates());
  }

  @Test
  void build_nextDay_isBuiltAnew() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));

    CertificateChains.Chain first = chains.build("f", chain.signer(), NOON, embedded(chain));
    CertificateChains.Chain nextDay =
        chains.build("f", chain.signer(), NOON.plus(Duration.ofHours(12)), embedded(chain));

    assertThat(nextDay).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void build_foundBeforeItsEndOnTheSameDay_isRefusedAfterIt() throws Exception {
    List<ForgedChain> ending =
        List.of(
            ForgedChain.make().signerValid(EARLIER, NOON).chain(),
            ForgedChain.make().intermediateValid(EARLIER, NOON).chain(),
            ForgedChain.make().rootValid(EARLIER, NOON).chain());
    for (ForgedChain chain : ending) {
      CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));

      assertThat(chains.build("f", chain.signer(), NOON, embedded(chain)).fingerprints())
          .hasSize(3);

      assertRefused(chains, chain, NOON.plus(HOUR));
      assertThat(chains.build("f", chain.signer(), NOON.minus(HOUR), embedded(chain))).isNotNull();
    }
  }

  @Test
  void build_foundAfterItsBeginOnTheSameDay_isRefusedBeforeIt() throws Exception {
    ForgedChain chain = ForgedChain.make().signerValid(NOON, LATER).chain();
    CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));

    assertThat(chains.build("f", chain.signer(), NOON, embedded(chain))).isNotNull();

    assertRefused(chains, chain, NOON.minus(HOUR));
  }

  @Test
  void build_withoutTheIntermediateThatWasThereBefore_isRefused() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));

    assertThat(chains.build("f", chain.signer(), NOON, embedded(chain))).isNotNull();

    assertThatThrownBy(() -> chains.build("f", chain.signer(), NOON, List.of(chain.signer())))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void build_manyDays_keepsFewChains() throws Exception {
    ForgedChain chain = ForgedChain.make().chain();
    CertificateChains chains = new CertificateChains(TrustPolicy.of(List.of(chain.root())));
    CertificateChains.Chain first = chains.build("f", chain.signer(), NOON, embedded(chain));

    for (int day = 1; day <= 64; day++) {
      assertThat(
              chains.build("f", chain.signer(), NOON.plus(Duration.ofDays(day)), embedded(chain)))
          .isEqualTo(first);
    }

    assertThat(chains.build("f", chain.signer(), NOON, embedded(chain))).isNotSameAs(first);
  }

  private static void assertRefused(CertificateChains chains, ForgedChain chain, Instant time) {
    assertThatThrownBy(() -> chains.build("f", chain.signer(), time, embedded(chain)))
        .isInstanceOf(RefusedException.class);
  }

  private static List<X509Certificate> embedded(ForgedChain chain) {
    return List.of(chain.signer(), chain.intermediate());
  }
}
