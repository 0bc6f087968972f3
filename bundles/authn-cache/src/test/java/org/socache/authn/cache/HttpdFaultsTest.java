// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.socache.api.Entry;
import org.socache.authn.Identity;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.authn.SecretCheck;
import org.socache.authn.UserTable;
import org.socache.authn.Verdict;
import org.socache.authn.Verdict.Answer;
import org.socache.authn.cache.Counters.Event;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** What goes wrong in mod_authn_socache, and must not here. */
class HttpdFaultsTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Identity ALICE = new Identity("vh.example/priv", "file", "", "alice");

    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final Node node = new Node(shared, clock);
    private final UserTable users = new UserTable().with("alice", "old");

    @Test
    void changedPassword_isAcceptedAtOnceAndTheOldOneRefusedFromThenOn() {
        node.login(ALICE, "old", users);
        users.with("alice", "new");

        assertThat(node.login(ALICE, "new", users).granted()).isTrue();
        assertThat(node.login(ALICE, "old", users)).isEqualTo(Verdict.DENIED);
        assertThat(node.login(ALICE, "new", users).granted()).isTrue();
    }

    @Test
    void changedDigestSecret_isAcceptedAtOnceAndTheOldOneRefusedFromThenOn() {
        AtomicReference<String> ha1 = new AtomicReference<>("old");
        assertThat(node.cache.checkSecret(ALICE, TIMEOUT, secret(ha1, "old")).granted())
                .isTrue();
        ha1.set("new");

        assertThat(node.cache.checkSecret(ALICE, TIMEOUT, secret(ha1, "new")).granted())
                .isTrue();
        assertThat(node.cache.checkSecret(ALICE, TIMEOUT, secret(ha1, "old")).answer())
                .isEqualTo(Answer.DENIED);
    }

    /** httpd: the key is {@code context:user} or {@code context:user:realm}, and nothing is escaped. */
    @Test
    void collidingKeys_ofTwoIdentities_shareNoEntry() {
        users.with("b:c", "old").with("c", "old").with("b", "old");
        List<Identity> lookalikes = List.of(
                new Identity("a", "file", "", "b:c"),
                new Identity("a:b", "file", "", "c"),
                new Identity("a", "file", "c", "b"));

        lookalikes.forEach(identity -> node.login(identity, "old", users));

        assertThat(users.questions()).isEqualTo(3);
    }

    /** httpd: neither provider nor AuthUserFile is in the key. */
    @Test
    void twoUserFilesOfOneContext_shareNoEntry() {
        node.login(new Identity("shared", "file etc/staff", "", "alice"), "old", users);
        node.login(new Identity("shared", "file etc/guests", "", "alice"), "old", users);

        assertThat(users.questions()).isEqualTo(2);
    }

    /** httpd: values of more than 255 bytes are stored and can never be read. */
    @Test
    void readLimit_longSecret_isReadBack() {
        AtomicReference<String> hash = new AtomicReference<>("h".repeat(10_000));

        node.cache.checkSecret(ALICE, TIMEOUT, secret(hash, hash.get()));
        node.cache.checkSecret(ALICE, TIMEOUT, secret(hash, hash.get()));

        assertThat(node.count(Event.HIT)).isEqualTo(1);
    }

    @Test
    void readLimit_longSecretForHttpd_isNotStoredAndCounted() {
        node.configure("AuthnCacheHttpdRecords", "on");
        AtomicReference<String> hash = new AtomicReference<>("h".repeat(256));

        assertThat(node.cache
                        .checkSecret(ALICE, TIMEOUT, secret(hash, hash.get()))
                        .granted())
                .isTrue();

        assertThat(shared.dump()).noneMatch(entry -> entry.data().length == 256);
        assertThat(node.refusals("too_long_for_httpd")).isEqualTo(1);
    }

    @Test
    void recordsForHttpd_ofAForgottenUser_areGoneHoweverTheNameIsWritten() {
        node.configure("AuthnCacheHttpdRecords", "on");
        Identity alice = new Identity("vh.example", "file", "realm", "Alice");
        node.cache.checkSecret(alice, TIMEOUT, secret(new AtomicReference<>("old"), "old"));

        node.cache.forgetUser("aLICE");

        AtomicReference<String> changed = new AtomicReference<>("new");
        assertThat(node.cache
                        .checkSecret(alice, TIMEOUT, secret(changed, "old"))
                        .granted())
                .isFalse();
    }

    @Test
    void recordForHttpd_ofAUserForgottenWhileTheBackEndThought_isNotStored() {
        node.configure("AuthnCacheHttpdRecords", "on");
        node.cache.checkSecret(ALICE, TIMEOUT, new SecretCheck<RuntimeException>() {
            @Override
            public String fetch() {
                node.cache.forgetUser("alice");
                return "old";
            }

            @Override
            public boolean fits(String secret) {
                return secret.equals("old");
            }
        });

        AtomicReference<String> changed = new AtomicReference<>("new");
        assertThat(node.cache
                        .checkSecret(ALICE, TIMEOUT, secret(changed, "old"))
                        .granted())
                .isFalse();
        assertThat(node.refusals("forgotten_meanwhile")).isEqualTo(1);
    }

    /** httpd: a store that finds the mutex busy is skipped, without a trace. */
    @Test
    void tryLockSkips_everyStore_isDoneOrCounted() {
        for (int i = 0; i < 100; i++) {
            users.with("user" + i, "pw");
            node.login(new Identity("a", "file", "", "user" + i), "pw", users);
        }
        shared.goDown();
        clock.advance(Duration.ofSeconds(1));
        node.login(ALICE, "old", users);

        assertThat(node.count(Event.STORED)).isEqualTo(100);
        assertThat(node.counters.refusals().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
    }

    /** httpd: the hash is stored when it was fetched, before the password was looked at. */
    @Test
    void cachedBeforeVerification_failedLogin_leavesNothing() {
        node.login(ALICE, "wrong", users);
        node.cache.checkSecret(ALICE, TIMEOUT, secret(new AtomicReference<>("right"), "wrong"));

        assertThat(shared.dump()).isEmpty();
    }

    /** httpd: {@code $apr1$} hashes and HA1s lie in Redis in clear. */
    @Test
    void dumpOfTheCache_showsNoNamePasswordHashOrRole() {
        String hash = "$apr1$saltsalt$9bY6lIGX9nqJ0WmZ7Uo3T1";
        node.login(ALICE, "old", users);
        node.cache.checkSecret(ALICE, TIMEOUT, secret(new AtomicReference<>(hash), hash));

        assertThat(shared.dump()).isNotEmpty().allSatisfy(entry -> {
            String seen = new String(entry.id(), StandardCharsets.ISO_8859_1)
                    + new String(entry.data(), StandardCharsets.ISO_8859_1);
            assertThat(seen).doesNotContain("alice", "old", "roles", "apr1", hash);
        });
    }

    /** httpd: who can write the cache lets anyone in. */
    @Test
    void replayedEntry_ofAnotherUserContextOrRealm_isRejected() {
        node.login(ALICE, "old", users);
        List<Entry> alices = shared.dump();
        for (Identity victim : List.of(
                new Identity("vh.example/priv", "file", "", "root"),
                new Identity("vh.example/admin", "file", "", "alice"),
                new Identity("vh.example/priv", "file", "staff", "alice"))) {
            users.with("root", "unknown to the intruder");
            MemoryCache copy = new MemoryCache(clock);
            Node victims = new Node(copy, clock);
            victims.login(victim, victim.user().equals("root") ? "unknown to the intruder" : "old", users);
            List<Entry> targets = copy.dump();
            for (Entry target : targets) {
                alices.forEach(entry -> copy.plant(target.id(), entry.data()));
            }
            clock.advance(Duration.ofSeconds(1));
            int before = users.questions();

            victims.login(victim, "old", users);

            assertThat(users.questions()).as("%s", victim).isEqualTo(before + 1);
        }
    }

    private static SecretCheck<RuntimeException> secret(AtomicReference<String> backend, String sent) {
        return new SecretCheck<>() {
            @Override
            public String fetch() {
                return backend.get();
            }

            @Override
            public boolean fits(String secret) {
                return secret.equals(sent);
            }
        };
    }
}
