package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.plan.Inventory;
import org.livemirror.core.plan.MalformedInventoryException;
import org.livemirror.core.plan.PlanJson;

@Tag("fuzz")
class InventoryFuzzTest {
  @FuzzTest
  void inventory(byte[] json) {
    Inventory inventory;
    try {
      inventory = PlanJson.readInventory(json);
    } catch (MalformedInventoryException e) {
      OneLine.check(e);
      return;
    }
    assertThat(inventory.client()).hasSizeLessThanOrEqualTo(PlanJson.MAX_TEXT);
    assertThat(inventory.products()).hasSizeLessThanOrEqualTo(PlanJson.MAX_PRODUCTS);
    for (Inventory.Product product : inventory.products()) {
      MiniTriName name = product.id().miniTriName();
      assertThat(MiniTriName.parse(name.fileName())).hasValue(name);
      assertThat(product.sequences().values()).allMatch(revision -> revision >= 0);
    }
  }
}
