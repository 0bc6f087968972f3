// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.authn.Identity;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.authn.SecretCheck;
import org.socache.authn.UserTable;
import org.socache.authn.Verdict;
import org.socache.authn.cache.Counters.Event;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialCacheTest {

    private static final Identity ALICE = new Identity("vh.example/priv", "file", "", "alice");

    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final Node node = new Node(shared, clock);
    private final UserTable users = new UserTable().with("alice", "old secret");

    @Test
    void authenticate_again_isAnsweredByTheEntryWithItsAttachment() {
        node.login(ALICE, "old secret", users);

        Verdict again = node.login(ALICE, "old secret", users);

        assertThat(again.granted()).isTrue();
        assertThat(new String(again.attachment(), StandardCharsets.UTF_8)).isEqualTo("roles of alice");
        assertThat(users.questions()).isEqualTo(1);
        assertThat(node.count(Event.HIT)).isEqualTo(1);
    }

    @Test
    void authenticate_afterTheTimeout_asksAgain() {
        node.login(ALICE, "old secret", users);

        clock.advance(Duration.ofMinutes(5));
        node.login(ALICE, "old secret", users);

        assertThat(users.questions()).isEqualTo(2);
    }

    @Test
    void authenticate_denied_isNeverRemembered() {
        node.login(ALICE, "wrong", users);
        node.login(ALICE, "wrong", users);

        assertThat(users.questions()).isEqualTo(2);
        assertThat(shared.dump()).isEmpty();
    }

    @Test
    void authenticate_unknownUser_leavesNothingInTheCache() {
        Identity nobody = new Identity("vh.example/priv", "file", "", "nobody");

        assertThat(node.login(nobody, "any", users)).isEqualTo(Verdict.UNKNOWN_USER);
        assertThat(shared.dump()).isEmpty();
    }

    @Test
    void authenticate_userRemovedFromBackend_losesTheEntryWithTheNextWrongPassword() {
        node.login(ALICE, "old secret", users);
        users.without("alice");

        node.login(ALICE, "any", users);

        assertThat(node.login(ALICE, "old secret", users)).isEqualTo(Verdict.UNKNOWN_USER);
    }

    @Test
    void authenticate_backendDown_failsClosedForStrangersAndServesCachedUsers() {
        users.with("bob", "pw");
        Identity bob = new Identity("vh.example/priv", "file", "", "bob");
        node.login(ALICE, "old secret", users);
        users.goDown();

        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        assertThatThrownBy(() -> node.login(ALICE, "guess", users)).hasMessage("back end is down");
        assertThatThrownBy(() -> node.login(bob, "pw", users)).hasMessage("back end is down");
        clock.advance(Duration.ofMinutes(5));
        assertThatThrownBy(() -> node.login(ALICE, "old secret", users)).hasMessage("back end is down");
    }

    @Test
    void authenticate_backendDownAndNotToBeServed_asksUntilItAnswers() {
        node.configure("AuthnCacheServeWhileDown", "off");
        node.login(ALICE, "old secret", users);
        users.goDown();
        assertThatThrownBy(() -> node.login(ALICE, "guess", users)).hasMessage("back end is down");

        assertThatThrownBy(() -> node.login(ALICE, "old secret", users)).hasMessage("back end is down");
        users.comeBack();
        node.login(ALICE, "old secret", users);
        node.login(ALICE, "old secret", users);

        assertThat(node.misses("backend_down")).isEqualTo(2);
        assertThat(node.count(Event.HIT)).isEqualTo(1);
    }

    /** Who was refused by the back end a moment ago was let in by the entry. */
    @Test
    void authenticate_backendIsBackAndDeniesWhatTheEntryGrants_dropsTheEntry() {
        node.configure("AuthnCacheServeWhileDown", "off");
        node.login(ALICE, "old secret", users);
        users.goDown();
        assertThatThrownBy(() -> node.login(ALICE, "guess", users)).hasMessage("back end is down");
        users.comeBack();
        users.with("alice", "new secret");

        assertThat(node.login(ALICE, "old secret", users)).isEqualTo(Verdict.DENIED);
        assertThat(node.login(ALICE, "old secret", users)).isEqualTo(Verdict.DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void checkSecret_fetchedOneIsAnother_dropsTheEntryWhoeverAsked(String httpdRecords) {
        node.configure("AuthnCacheHttpdRecords", httpdRecords);
        Duration life = Duration.ofMinutes(5);
        node.cache.checkSecret(ALICE, life, check("old", "old"));

        assertThat(node.cache.checkSecret(ALICE, life, check("new", "guess"))).isEqualTo(Verdict.DENIED);

        assertThat(node.cache.checkSecret(ALICE, life, check("new", "old"))).isEqualTo(Verdict.DENIED);
    }

    /** The user's secret now, and what a client knows. */
    private static SecretCheck<RuntimeException> check(String secret, String known) {
        return new SecretCheck<>() {
            @Override
            public String fetch() {
                return secret;
            }

            @Override
            public boolean fits(String other) {
                return known.equals(other);
            }
        };
    }

    @Test
    void authenticate_timeoutMadeShorter_holdsForEntriesThatAreThereAlready() {
        Duration day = Duration.ofDays(1);
        node.cache.authenticate(ALICE, "old secret".toCharArray(), day, () -> users.check("alice", "old secret"));
        clock.advance(Duration.ofMinutes(10));

        node.login(ALICE, "old secret", users);

        assertThat(users.questions()).isEqualTo(2);
        assertThat(node.misses("expired")).isEqualTo(1);
        clock.advance(Duration.ofMinutes(5));
        node.login(ALICE, "old secret", users);
        assertThat(users.questions()).isEqualTo(3);
    }

    @Test
    void authenticate_switchedOff_asksEveryTime() {
        Node off = new Node(shared, clock, "AuthnCacheEnable", "off");

        off.login(ALICE, "old secret", users);
        off.login(ALICE, "old secret", users);

        assertThat(users.questions()).isEqualTo(2);
        assertThat(off.misses("switched_off")).isEqualTo(2);
    }

    @Test
    void authenticate_providerDown_asksEveryTimeAndCountsWhyNothingWasStored() {
        shared.goDown();

        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        assertThat(users.questions()).isEqualTo(2);
        assertThat(node.refusals("generation_not_stored")).isEqualTo(2);
    }

    @Test
    void authenticate_manyFirstLoginsAtOnce_askTheBackendOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<Verdict>> logins = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> {
                        go.await();
                        return node.login(ALICE, "old secret", users);
                    }))
                    .toList();
            go.countDown();
            for (Future<Verdict> login : logins) {
                assertThat(login.get().granted()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(users.questions()).isEqualTo(1);
        assertThat(node.count(Event.HIT) + node.count(Event.COALESCED)).isEqualTo(199);
    }

    @Test
    void authenticate_wrongPasswordsPastTheLimit_areRefusedUnaskedWhileTheRightOneGetsIn() {
        node.login(ALICE, "old secret", users);
        for (int i = 0; i < 10; i++) {
            node.login(ALICE, "guess " + i, users);
        }

        assertThat(node.login(ALICE, "guess 11", users)).isEqualTo(Verdict.DENIED);
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();

        assertThat(users.questions()).isEqualTo(11);
        assertThat(node.count(Event.THROTTLED)).isEqualTo(1);
    }

    @Test
    void authenticate_aMinuteAfterTheLimit_asksAgain() {
        node.login(ALICE, "old secret", users);
        for (int i = 0; i < 11; i++) {
            node.login(ALICE, "guess " + i, users);
        }

        clock.advance(Duration.ofMinutes(1));
        users.with("alice", "new secret");

        assertThat(node.login(ALICE, "new secret", users).granted()).isTrue();
    }

    @Test
    void authenticate_slowHash_remembersTheProofInTheJvmAndRefusesFasterEntries() {
        node.login(ALICE, "old secret", users);
        node.configure("AuthnCacheSlowHash", "100000");

        node.login(ALICE, "old secret", users);
        assertThat(node.misses("weaker_hash")).isEqualTo(1);
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        assertThat(node.login(ALICE, "wrong", users)).isEqualTo(Verdict.DENIED);

        assertThat(node.count(Event.HIT)).isEqualTo(2);
    }

    /** Each guess cost a tenth of a second, or ten, of a processor: more than the back end that is saved. */
    @Test
    void authenticate_slowHash_pastTheLimitHashesNothing_andLetsInWhoWasLetInHereBefore() {
        String[] directives = {"AuthnCacheSlowHash", "100000", "AuthnCacheWrongPasswordLimit", "1"};
        Node here = new Node(shared, clock, directives);
        Node there = new Node(shared, clock, directives);
        there.keys.use(null, here.keys.ring());
        here.login(ALICE, "old secret", users);
        for (Node guessed : List.of(here, there)) {
            guessed.login(ALICE, "guess", users);
            assertThat(guessed.login(ALICE, "another", users)).isEqualTo(Verdict.DENIED);
            assertThat(guessed.count(Event.THROTTLED)).isEqualTo(1);
        }

        assertThat(here.login(ALICE, "old secret", users).granted()).isTrue();
        assertThat(there.login(ALICE, "old secret", users)).isEqualTo(Verdict.DENIED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(there.login(ALICE, "old secret", users).granted()).isTrue();
    }

    @Test
    void store_unlistedSource_isIgnoredAndCounted() {
        assertThat(node.cache.store(ALICE, "pw".toCharArray(), new byte[0], Duration.ofMinutes(1)))
                .isFalse();
        assertThat(node.refusals("not_listed")).isEqualTo(1);
    }

    @Test
    void store_listedSource_letsTheUserIn() {
        node.configure("AuthnCacheProvideFor", "dbd file");

        assertThat(node.cache.store(ALICE, "pw".toCharArray(), new byte[0], Duration.ofMinutes(1)))
                .isTrue();
        assertThat(node.login(ALICE, "pw", users).granted()).isTrue();
        assertThat(users.questions()).isZero();
    }

    @Test
    void rotateKey_keepsOldEntriesAndSealsNewOnesUnderTheNewKey() {
        node.login(ALICE, "old secret", users);

        node.cache.rotateKey();
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();
        clock.advance(Duration.ofMinutes(5));
        node.login(ALICE, "old secret", users);
        assertThat(node.login(ALICE, "old secret", users).granted()).isTrue();

        assertThat(users.questions()).isEqualTo(2);
    }

    @Test
    void users_afterThreeLogins_areCountedUnlessTheProviderCannotList() {
        users.with("bob", "pw");
        node.login(ALICE, "old secret", users);
        node.login(new Identity("other", "file", "", "alice"), "old secret", users);
        node.login(new Identity("other", "file", "", "bob"), "pw", users);

        assertThat(node.cache.users()).isEqualTo(2);
        shared.cannotList();
        assertThat(node.cache.users()).isEqualTo(-1);
    }
}
