package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.livemirror.core.trust.Proof;
import org.livemirror.core.trust.VendorCertificate;
import org.livemirror.store.Sha256;

/** Proofs as lines and as JSON. */
final class ProofOutput {
  private ProofOutput() {}

  static void print(Proof proof, Output output) {
    output.line("signer        %s", proof.signer());
    output.line("signed        %s", proof.signingTime());
    proof.guardTime().ifPresent(time -> output.line("guard         %s of %s", proof.guard(), time));
    output.line("vouched by    %s", proof.voucher());
    output.line("SHA-1         %s", proof.digests().sha1());
    output.line("SHA-256       %s", proof.digests().sha256());
    output.line("size          %d", proof.digests().sizeBytes());
    proof.chain().forEach(fingerprint -> output.line("chain         %s", named(fingerprint)));
    output.line("under policy  %s", proof.policy());
  }

  /** Adds a proof's facts to a document. */
  static void put(Proof proof, ObjectNode node) {
    node.put("signer", proof.signer());
    node.put("signingTime", proof.signingTime().toString());
    proof.guardTime().ifPresent(time -> node.put("guardTime", time.toString()));
    node.put("guard", proof.guard());
    node.put("voucher", proof.voucher());
    node.put("sha1", proof.digests().sha1().toString());
    node.put("sha256", proof.digests().sha256().toString());
    node.put("size", proof.digests().sizeBytes());
    ArrayNode chain = node.putArray("chain");
    proof.chain().forEach(fingerprint -> chain.add(fingerprint.toString()));
    node.put("policy", proof.policy().toString());
  }

  static ObjectNode json(Proof proof) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(proof, node);
    return node;
  }

  /** A fingerprint, with the vendor's name for it where it has one. */
  static String named(Sha256 fingerprint) {
    return fingerprint
        + VendorCertificate.find(fingerprint)
            .map(known -> "  " + known.title() + " (vendor, " + known.chain() + ")")
            .orElse("");
  }
}
