// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.nio.file.Path;
import java.time.InstantSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.ssl.session.SealedSession.Content;
import org.socache.ssl.session.SealedSession.Flaw;
import org.socache.ssl.session.SealedSession.FlawedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SealedSessionTest {

    private static final Runtime.Version JAVA_17 = Runtime.Version.parse("17.0.15+6");
    private static final byte[] ID = {1, 2, 3};
    private static final Content CONTENT = new Content(new byte[32], "a master secret".getBytes());

    @TempDir
    Path directory;

    private SealingKeys keys;
    private SealedSession www;
    private byte[] entry;

    @BeforeEach
    void seal() throws Exception {
        keys = new SealingKeys(directory.resolve("keys"), InstantSource.system());
        www = new SealedSession(keys, "www", JAVA_17);
        entry = www.seal(SealedSession.TLS12, ID, CONTENT);
    }

    private static void assertFlaw(Flaw flaw, SealedSession sealed, int protocol, byte[] id, byte[] entry) {
        assertThatExceptionOfType(FlawedException.class)
                .isThrownBy(() -> sealed.open(protocol, id, entry))
                .satisfies(e -> assertThat(e.flaw()).isEqualTo(flaw));
    }

    @Test
    void open_underTheSameIdentityAndId_givesWhatWasSealed() throws Exception {
        assertThat(www.open(SealedSession.TLS12, ID, entry).form()).isEqualTo(CONTENT.form());
        assertThat(new String(entry, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("master secret");
    }

    @Test
    void seal_twice_givesDifferentBytes() {
        assertThat(www.seal(SealedSession.TLS12, ID, CONTENT)).isNotEqualTo(entry);
    }

    @Test
    void open_underAnotherIdentity_isRefused() {
        assertFlaw(Flaw.DAMAGED, new SealedSession(keys, "shop", JAVA_17), SealedSession.TLS12, ID, entry);
    }

    @Test
    void open_underAnotherId_isRefused() {
        assertFlaw(Flaw.DAMAGED, www, SealedSession.TLS12, new byte[] {1, 2, 4}, entry);
    }

    @Test
    void open_ofAnotherRuntime_isRefused() {
        SealedSession newer = new SealedSession(keys, "www", Runtime.Version.parse("17.0.16+1"));
        assertFlaw(Flaw.FOREIGN_RUNTIME, newer, SealedSession.TLS12, ID, entry);
    }

    @Test
    void open_asAnotherProtocol_isRefused() {
        assertFlaw(Flaw.OTHER_PROTOCOL, www, SealedSession.TLS13, ID, entry);
        byte[] relabelled = entry.clone();
        relabelled[5] = SealedSession.TLS13;
        assertFlaw(Flaw.DAMAGED, www, SealedSession.TLS13, ID, relabelled);
    }

    @Test
    void open_changedAnywhere_isRefused() {
        for (int at = 0; at < entry.length; at++) {
            byte[] changed = entry.clone();
            changed[at] ^= 0x10;
            assertThatExceptionOfType(FlawedException.class)
                    .as("byte " + at)
                    .isThrownBy(() -> www.open(SealedSession.TLS12, ID, changed));
        }
    }

    @Test
    void open_cutAnywhere_isRefused() {
        for (int length = 0; length < entry.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(entry, length);
            assertThatExceptionOfType(FlawedException.class)
                    .as("length " + length)
                    .isThrownBy(() -> www.open(SealedSession.TLS12, ID, cut));
        }
    }

    @Test
    void open_afterRotation_stillOpensTwoKeysBack() throws Exception {
        keys.rotate();
        keys.rotate();
        assertThat(www.open(SealedSession.TLS12, ID, entry).form()).isEqualTo(CONTENT.form());
        keys.rotate();
        assertFlaw(Flaw.UNKNOWN_KEY, www, SealedSession.TLS12, ID, entry);
    }

    @Test
    void cacheId_ofDifferentIdentities_differs() {
        assertThat(www.cacheId(ID)).hasSize(32).isNotEqualTo(new SealedSession(keys, "shop", JAVA_17).cacheId(ID));
    }
}
