// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.socache.authn.Identity;

import static org.assertj.core.api.Assertions.assertThat;

class EntryIdTest {

    private final NodeKey key = NodeKey.random();

    @Test
    void of_identitiesThatHttpdJoinsToTheSameKey_areDifferent() {
        List<Identity> lookalikes = List.of(
                new Identity("a:b", "file", "", "c"),
                new Identity("a", "file", "", "b:c"),
                new Identity("a", "file", "c", "b"),
                new Identity("a", "file", "b", "c"),
                new Identity("a", "fileb", "", ":c"),
                new Identity("a", "dbd", "", "b:c"),
                new Identity("a", "file", "", "b:c\0"),
                new Identity("a", "file", "", "\ud800"),
                new Identity("a", "file", "", "?"));

        assertThat(lookalikes.stream()
                        .map(identity -> ByteBuffer.wrap(EntryId.password(key, identity)))
                        .distinct())
                .hasSameSizeAs(lookalikes);
    }

    @Test
    void of_passwordAndSecretOfOneIdentity_areDifferent() {
        Identity alice = new Identity("a", "file", "", "alice");

        assertThat(EntryId.password(key, alice)).isNotEqualTo(EntryId.secret(key, alice));
    }

    @Test
    void of_anotherKey_isAnotherId() {
        Identity alice = new Identity("a", "file", "", "alice");

        assertThat(EntryId.password(key, alice)).isNotEqualTo(EntryId.password(NodeKey.random(), alice));
    }
}
