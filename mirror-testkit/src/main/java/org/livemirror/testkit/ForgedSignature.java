package org.livemirror.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A CMS signature in DER, good until told otherwise: detached, one signer, SHA-256, one
 * signing-time, leaf and intermediate inside. Fluent; for one thread.
 */
public final class ForgedSignature {
  private final byte[] guard;
  private final List<ForgedChain> signers = new ArrayList<>();
  private final List<X509Certificate> certificates = new ArrayList<>();
  private List<List<Instant>> signingTimes = List.of(List.of(Forge.PUBLISHED));
  private String digest = "SHA256";
  private boolean signedAttributes = true;
  private boolean embedded;
  private byte[] trailing = {};

  ForgedSignature(ForgedChain chain, byte[] guard) {
    this.guard = guard.clone();
    this.alsoBy(chain);
  }

  /** Adds a signer with all certificates but its root. */
  public ForgedSignature alsoBy(ForgedChain chain) {
    signers.add(chain);
    certificates.addAll(chain.certificates().subList(0, chain.certificates().size() - 1));
    return this;
  }

  /** Puts these certificates inside, and no other. */
  public ForgedSignature certificates(X509Certificate... only) {
    certificates.clear();
    certificates.addAll(List.of(only));
    return this;
  }

  public ForgedSignature signedAt(Instant time) {
    signingTimes = List.of(List.of(time));
    return this;
  }

  public ForgedSignature withoutSigningTime() {
    signingTimes = List.of();
    return this;
  }

  /** As many signing-time attributes as lists, each with those values. */
  public ForgedSignature signingTimes(List<List<Instant>> attributes) {
    signingTimes = attributes;
    return this;
  }

  /** Signs the guard directly, with no signed attributes at all. */
  public ForgedSignature withoutSignedAttributes() {
    signedAttributes = false;
    return this;
  }

  /** {@code MD5}, {@code SHA1}, {@code SHA512}… */
  public ForgedSignature digest(String name) {
    digest = name;
    return this;
  }

  /** Puts the guard inside instead of detaching it. */
  public ForgedSignature embedded() {
    embedded = true;
    return this;
  }

  /** Appends bytes after the DER structure. */
  public ForgedSignature trailing(byte... bytes) {
    trailing = bytes.clone();
    return this;
  }

  /** The signature's bytes. */
  public byte[] der() {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      for (ForgedChain signer : signers) {
        JcaSignerInfoGeneratorBuilder info =
            new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setDirectSignature(!signedAttributes);
        if (signedAttributes) {
          info.setSignedAttributeGenerator(attributes());
        }
        generator.addSignerInfoGenerator(
            info.build(
                new JcaContentSignerBuilder(digest + "with" + signer.key().getAlgorithm())
                    .build(signer.key()),
                signer.signer()));
      }
      generator.addCertificates(new JcaCertStore(certificates));
      byte[] der =
          generator.generate(new CMSProcessableByteArray(guard), embedded).getEncoded("DER");
      byte[] all = Arrays.copyOf(der, der.length + trailing.length);
      System.arraycopy(trailing, 0, all, der.length, trailing.length);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CMSException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private CMSAttributeTableGenerator attributes() {
    CMSAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator();
    return parameters -> {
      ASN1EncodableVector attributes =
          usual.getAttributes(parameters).remove(CMSAttributes.signingTime).toASN1EncodableVector();
      for (List<Instant> values : signingTimes) {
        ASN1EncodableVector times = new ASN1EncodableVector();
        values.forEach(value -> times.add(new Time(Date.from(value))));
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(times)));
      }
      return new AttributeTable(attributes);
    };
  }
}
