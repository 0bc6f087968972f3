// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Entry;
import org.socache.api.SharedCache;
import org.socache.authn.Identity;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.authn.UserTable;
import org.socache.authn.Verdict;
import org.socache.authn.cache.Generation.Scope;
import org.socache.authn.seal.KeyRing;
import org.socache.authn.seal.NodeKey;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes that share provider and key file. */
class ForgettingTest {

    private static final Identity ALICE = new Identity("a", "file", "", "alice");
    private static final Identity ALICE_ELSEWHERE = new Identity("b", "dbd", "realm", "Alice");
    private static final Identity BOB = new Identity("a", "file", "", "bob");

    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final UserTable users =
            new UserTable().with("alice", "pw").with("Alice", "pw").with("bob", "pw");
    private Node here;
    private Node there;

    @BeforeEach
    void shareAKey(@TempDir Path etc) throws IOException {
        Path keys = Files.writeString(etc.resolve("authn.keys"), "5a".repeat(32));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        here = new Node(shared, clock).withKeyFile(keys);
        there = new Node(shared, clock).withKeyFile(keys);
        // memcached and distcache cannot list: forgetting must not need it
        shared.cannotList();
        here.login(ALICE, "pw", users);
        here.login(ALICE_ELSEWHERE, "pw", users);
        here.login(BOB, "pw", users);
    }

    @Test
    void login_onOneNode_countsOnTheOther() {
        assertThat(asks(there, ALICE)).isFalse();
    }

    @Test
    void forgetUser_holdsInEveryContextAndCaseAtOnceHereAndWithinASecondThere() {
        asks(there, ALICE);
        asks(there, ALICE_ELSEWHERE);

        here.cache.forgetUser("ALICE");

        assertThat(asks(here, ALICE)).isTrue();
        assertThat(asks(here, ALICE_ELSEWHERE)).isTrue();
        assertThat(asks(here, BOB)).isFalse();
        here.cache.forgetUser("alice");
        clock.advance(Duration.ofSeconds(1));
        assertThat(asks(there, ALICE)).isTrue();
    }

    /** LDAP ignores spaces, width and invisible characters in names (RFC 4518), MySQL case, accents and spaces behind. */
    @ParameterizedTest
    @ValueSource(strings = {"alice ", " Alice", "al ice", "alice\u00a0", "ａｌｉｃｅ", "al\u00adice", "Alicé", "alıce"})
    void forgetUser_holdsForEverySpellingThatADirectoryTakesForTheName(String spelling) {
        Identity other = new Identity("a", "ldap", "", spelling);
        users.with(spelling, "pw");
        asks(here, other);

        here.cache.forgetUser("alice");

        assertThat(asks(here, other)).isTrue();
    }

    @Test
    void forgetUser_ofAnotherName_leavesTheOthers() {
        here.cache.forgetUser("alic");
        here.cache.forgetUser("alicea");

        assertThat(asks(here, ALICE)).isFalse();
    }

    @Test
    void forgetUser_withHttpdsRecords_holdsInEveryCase() {
        MemoryCache listable = new MemoryCache(clock);
        Node node = new Node(listable, clock, "AuthnCacheHttpdRecords", "on");
        listable.store("a:Alice".getBytes(UTF_8), clock.millis() + 1000, new byte[1]);
        listable.store("a:ALICE:realm".getBytes(UTF_8), clock.millis() + 1000, new byte[1]);
        listable.store("a:malice".getBytes(UTF_8), clock.millis() + 1000, new byte[1]);
        listable.store("a:Dom:Alice:realm".getBytes(UTF_8), clock.millis() + 1000, new byte[1]);

        node.cache.forgetUser("dom:alice");
        assertThat(listable.dump())
                .extracting(entry -> new String(entry.id(), UTF_8))
                .contains("a:Alice")
                .doesNotContain("a:Dom:Alice:realm");
        node.cache.forgetUser("alice");

        assertThat(listable.dump())
                .extracting(entry -> new String(entry.id(), UTF_8))
                .contains("a:malice")
                .doesNotContain("a:Alice", "a:ALICE:realm");
    }

    /** Nobody has to log in to have a name of a megabyte looked up. */
    @Test
    void remembered_isTheHashOfALongName() {
        String name = "x".repeat(1_000_000);

        assertThat(Scope.user(name).name())
                .hasSizeLessThan(100)
                .isEqualTo(Scope.user(name.toUpperCase(ROOT)).name());
        assertThat(Scope.user(name + 'y').name()).isNotEqualTo(Scope.user(name).name());
        assertThat(Scope.context(name).name()).hasSizeLessThan(100);
    }

    @Test
    void forgetting_whileTheCacheIsSwitchedOff_holdsWhenItIsOnAgain() {
        AtomicReference<SharedCache> cache = new AtomicReference<>(new MemoryCache(clock));
        CredentialCache node = new CredentialCache(here.settings(), cache::get, here.keys, here.counters, clock);
        Runnable login = () ->
                node.authenticate(ALICE, "pw".toCharArray(), Duration.ofMinutes(5), () -> users.check("alice", "pw"));
        List<Runnable> ways = List.of(() -> node.forgetUser("alice"), () -> node.forgetContext("a"), node::flush);
        for (Runnable forget : ways) {
            login.run();
            int before = users.questions();
            login.run();
            assertThat(users.questions()).isEqualTo(before);
            SharedCache closed = cache.getAndSet(null);
            forget.run();
            cache.set(closed);
            login.run();
            assertThat(users.questions()).isEqualTo(before + 1);
        }
    }

    /** Was taken for the current one until the next second, since it lies in the cache. */
    @Test
    void forgetContext_whileTheProviderIsDown_isNotUndoneByTheFirstLoginAfter() {
        shared.goDown();
        here.cache.forgetContext("a");
        shared.comeBack();

        asks(here, BOB);

        assertThat(asks(here, ALICE)).isTrue();
    }

    @Test
    void forgetContext_leavesOtherContexts() {
        here.cache.forgetContext("a");

        assertThat(asks(here, ALICE)).isTrue();
        assertThat(asks(here, BOB)).isTrue();
        assertThat(asks(here, ALICE_ELSEWHERE)).isFalse();
    }

    @Test
    void flush_forgetsEveryone() {
        here.cache.flush();

        assertThat(asks(here, ALICE)).isTrue();
        assertThat(asks(here, ALICE_ELSEWHERE)).isTrue();
        assertThat(asks(here, BOB)).isTrue();
    }

    /** Was asked twice: what the node remembered of the user's generation had gone with the flush. */
    @Test
    void flush_userWhoLogsInAtOnce_isAskedOnceAndNotAgainLater() {
        Node node = new Node(new MemoryCache(clock), clock);
        asks(node, ALICE);
        node.cache.flush();

        assertThat(asks(node, ALICE)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(asks(node, ALICE)).isFalse();
    }

    @Test
    void forgetUser_whileTheProviderIsDown_holdsWhenItComesBack() {
        shared.goDown();
        here.cache.forgetUser("alice");
        shared.comeBack();

        clock.advance(Duration.ofSeconds(1));

        assertThat(asks(here, ALICE)).isTrue();
        assertThat(asks(here, BOB)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(asks(there, ALICE)).as("its new entry is good there too").isFalse();
    }

    /** A replica of Redis that takes over, or a snapshot that is put back, has not heard of the last second. */
    @Test
    void forgotten_andTheCacheFallsBackToBefore_staysForgotten() {
        List<Runnable> ways = List.of(
                () -> here.cache.forgetUser("alice"),
                () -> here.cache.forgetContext(ALICE.context()),
                here.cache::flush);
        for (Runnable forget : ways) {
            asks(here, ALICE);
            assertThat(asks(here, ALICE)).isFalse();
            List<Entry> before = shared.dump();
            forget.run();
            before.forEach(entry -> shared.store(entry.id(), entry.expiry(), entry.data()));
            clock.advance(Duration.ofSeconds(1));

            assertThat(asks(here, ALICE)).isTrue();
            assertThat(asks(there, ALICE)).as("and its new entry is good there").isFalse();
        }
    }

    @Test
    void forgetUser_whileTheBackendThinks_isNotUndoneByItsAnswer() {
        Identity carol = new Identity("a", "file", "", "carol");
        users.with("carol", "pw");

        here.cache.authenticate(carol, "pw".toCharArray(), Duration.ofMinutes(5), () -> {
            Verdict verdict = users.check("carol", "pw");
            here.cache.forgetUser("carol");
            return verdict;
        });

        assertThat(asks(here, carol)).isTrue();
        assertThat(here.refusals("forgotten_meanwhile")).isEqualTo(1);
    }

    @Test
    void forgottenUser_whoLogsInAgain_isCachedAgain() {
        here.cache.forgetUser("alice");
        asks(here, ALICE);

        assertThat(asks(here, ALICE)).isFalse();
    }

    @Test
    void entry_outlivesItsGenerationRecord_isNotTrusted() {
        shared.dump().stream()
                .filter(entry -> org.socache.authn.seal.GenerationRecord.isUser(entry.data()))
                .forEach(entry -> shared.remove(entry.id()));
        clock.advance(Duration.ofSeconds(1));

        assertThat(asks(here, ALICE)).isTrue();
    }

    /** The clocks of two nodes are never quite the same. */
    @ParameterizedTest
    @ValueSource(ints = {-30, 0, 30})
    void forgottenOnOneNodeAndThenOnAnother_isForgottenTwice_howeverTheirClocksGo(int ahead) {
        Node other = new Node(shared, () -> clock.instant().plusSeconds(ahead));
        other.keys.use(null, here.keys.ring());
        here.cache.forgetUser("alice");
        asks(here, ALICE);
        clock.advance(Duration.ofSeconds(1));

        other.cache.forgetUser("alice");

        clock.advance(Duration.ofSeconds(1));
        assertThat(asks(here, ALICE)).isTrue();
        assertThat(asks(other, ALICE)).as("its new entry is good there").isFalse();
    }

    /** A node where entries live for a day took what it remembered for the later one. */
    @Test
    void forgotten_andTheKeyIsRotatedAfter_staysForgottenWhereEntriesLiveLonger() {
        here.cache.forgetUser("alice");
        clock.advance(Duration.ofSeconds(1));
        forADay(there);
        here.cache.forgetUser("alice");
        KeyRing rotated = here.keys.ring().rotate(NodeKey.random());
        here.keys.use(null, rotated);
        there.keys.use(null, rotated);
        clock.advance(Duration.ofSeconds(1));
        asks(here, ALICE_ELSEWHERE);

        int before = users.questions();
        forADay(there);
        assertThat(users.questions()).isEqualTo(before + 1);
    }

    private void forADay(Node node) {
        node.cache.authenticate(ALICE, "pw".toCharArray(), Generations.LONGEST, () -> users.check(ALICE.user(), "pw"));
    }

    private boolean asks(Node node, Identity identity) {
        int before = users.questions();
        assertThat(node.login(identity, "pw", users).granted()).isTrue();
        return users.questions() > before;
    }
}
