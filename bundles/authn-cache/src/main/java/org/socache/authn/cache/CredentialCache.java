// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

import org.socache.api.SharedCache;
import org.socache.authn.AuthnCache;
import org.socache.authn.Backend;
import org.socache.authn.Identity;
import org.socache.authn.SecretCheck;
import org.socache.authn.Verdict;
import org.socache.authn.cache.Counters.Event;
import org.socache.authn.cache.Counters.Miss;
import org.socache.authn.cache.Counters.Unstored;
import org.socache.authn.cache.Generation.Scope;
import org.socache.authn.config.AuthnSettings;
import org.socache.authn.seal.EntryId;
import org.socache.authn.seal.GenerationRecord;
import org.socache.authn.seal.NodeKey;
import org.socache.authn.seal.SealedRecord;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The authentication cache under one configuration. A login is answered by its entry, or by the back end; a granted one
 * is then remembered under the generations that were current when the login began, so that whoever is forgotten while
 * the back end thinks stays forgotten.
 */
public final class CredentialCache implements AuthnCache {

    /** Longer than any back end should take; after that a login that waits for another asks itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final byte[] NO_ATTACHMENT = {};

    private volatile AuthnSettings settings;
    private final Supplier<SharedCache> shared;
    private final NodeKeys keys;
    private final Counters counters;
    private final InstantSource clock;

    private final NodeKey jvmKey = NodeKey.random();
    private final Passwords passwords = new Passwords(jvmKey);
    private final Outages outages = new Outages();
    private final Generations generations;
    private final Entries entries;
    private final HttpdSecrets httpdSecrets;
    private final SealedSecrets sealedSecrets;
    private final Flights flights;
    private final WrongPasswords wrongPasswords;
    private final AskedBackend asked;

    /** @param shared gives the consumer's cache, or null while it is switched off */
    public CredentialCache(
            AuthnSettings settings,
            Supplier<SharedCache> shared,
            NodeKeys keys,
            Counters counters,
            InstantSource clock) {
        this.settings = settings;
        this.shared = shared;
        this.keys = keys;
        this.counters = counters;
        this.clock = clock;
        generations = new Generations(keys, clock);
        entries = Entries.ofPasswords(keys, generations, counters, clock);
        httpdSecrets = new HttpdSecrets(generations, counters);
        sealedSecrets = new SealedSecrets(
                Entries.ofSecrets(keys, generations, counters, clock),
                counters,
                () -> this.settings.slowHashRounds() == 0);
        flights = new Flights(PATIENCE, counters);
        wrongPasswords = new WrongPasswords(clock);
        asked = new AskedBackend(counters, outages);
    }

    /** Takes other settings; calls under way finish under the old ones or the new. */
    public void configure(AuthnSettings changed) {
        settings = changed;
    }

    private Secrets secrets() {
        return settings.httpdRecords() ? httpdSecrets : sealedSecrets;
    }

    @Override
    public boolean provideFor(String provider) {
        return settings.providers().contains(provider);
    }

    @Override
    public Duration timeout() {
        return settings.timeout();
    }

    @Override
    public String context() {
        return settings.context();
    }

    @Override
    public boolean httpdRecords() {
        return settings.httpdRecords();
    }

    @Override
    public <E extends Exception> Verdict authenticate(
            Identity identity, char[] password, Duration timeout, Backend<E> backend) throws E {
        SharedCache cache = shared.get();
        if (cache == null) {
            counters.miss(Miss.SWITCHED_OFF);
            return asked.ask(identity.source(), backend);
        }
        Stamp stamp = generations.current(cache, identity.context(), identity.user());
        Entries.Found found = entries.find(cache, identity, stamp, timeout);
        Miss miss = answers(identity, found, password);
        if (miss == null) {
            counters.count(Event.HIT);
            return Verdict.granted(found.record().attachment());
        }
        counters.miss(miss);
        if (miss == Miss.WRONG_PASSWORD && throttled(identity)) {
            return Verdict.DENIED;
        }
        byte[] question = EntryId.attempt(jvmKey, EntryId.password(jvmKey, identity), password);
        return flights.join(question, () -> {
            Entries.Found meanwhile = entries.find(cache, identity, stamp, timeout);
            if (meanwhile.isOtherThan(found) && answers(identity, meanwhile, password) == null) {
                counters.count(Event.COALESCED);
                return Verdict.granted(meanwhile.record().attachment());
            }
            Verdict verdict = ask(identity, miss, backend);
            learn(cache, identity, verdict, miss);
            if (verdict.granted()) {
                remember(cache, identity, stamp, password, verdict, timeout);
            } else if (verdict.answer() == Verdict.Answer.DENIED && miss == Miss.BACKEND_DOWN) {
                // the entry would grant what the back end, up again, does not
                entries.remove(cache, identity);
            }
            return verdict;
        });
    }

    /** A wrong password counts as one even if the back end cannot say so. */
    private <E extends Exception> Verdict ask(Identity identity, Miss miss, Backend<E> backend) throws E {
        boolean answered = false;
        try {
            Verdict verdict = asked.ask(identity.source(), backend);
            answered = true;
            return verdict;
        } finally {
            if (!answered && miss == Miss.WRONG_PASSWORD) {
                wrongPasswords.add(target(identity));
            }
        }
    }

    private Miss answers(Identity identity, Entries.Found found, char[] password) {
        Miss miss = passwords.compare(found, password, settings.slowHashRounds(), () -> guessed(identity));
        return miss == null && mayNotServe(identity) ? Miss.BACKEND_DOWN : miss;
    }

    private boolean mayNotServe(Identity identity) {
        return !settings.serveWhileDown() && outages.isDown(identity.source());
    }

    private boolean throttled(Identity identity) {
        boolean exceeded = guessed(identity);
        if (exceeded) {
            counters.count(Event.THROTTLED);
        }
        return exceeded;
    }

    private boolean guessed(Identity identity) {
        return wrongPasswords.exceeded(target(identity), settings.wrongPasswordLimit());
    }

    /** What the back end's answer means for the entry that did not fit. */
    private void learn(SharedCache cache, Identity identity, Verdict verdict, Miss miss) {
        switch (verdict.answer()) {
            case GRANTED -> wrongPasswords.reset(target(identity));
            case UNKNOWN_USER -> {
                if (miss != Miss.ABSENT) {
                    entries.remove(cache, identity);
                    secrets().remove(cache, identity);
                }
            }
            case DENIED -> {
                if (miss == Miss.WRONG_PASSWORD) {
                    wrongPasswords.add(target(identity));
                }
            }
        }
    }

    private boolean remember(
            SharedCache cache, Identity identity, Stamp stamp, char[] password, Verdict verdict, Duration timeout) {
        if (!verdict.cacheable()) {
            counters.refused(Unstored.NOT_CACHEABLE);
            return false;
        }
        long expiry = expiry(timeout);
        int rounds = settings.slowHashRounds();
        byte[] entry = entries.store(
                cache,
                identity,
                stamp,
                expiry,
                key -> SealedRecord.ofPassword(key, expiry, stamp.digest(), rounds, password, verdict.attachment()));
        if (entry != null && rounds > 0) {
            passwords.proved(entry, password);
        }
        return entry != null;
    }

    @Override
    public <E extends Exception> Verdict checkSecret(Identity identity, Duration timeout, SecretCheck<E> check)
            throws E {
        SharedCache cache = shared.get();
        if (cache == null) {
            counters.miss(Miss.SWITCHED_OFF);
            return judge(asked.ask(identity.source(), () -> fetched(check)), check);
        }
        Stamp stamp = generations.current(cache, identity.context(), identity.user());
        Secrets.Known known = secrets().recall(cache, identity, stamp, timeout);
        Miss miss = answers(identity, known, check);
        if (miss == null) {
            counters.count(Event.HIT);
            return Verdict.granted(NO_ATTACHMENT);
        }
        counters.miss(miss);
        if (miss == Miss.WRONG_PASSWORD && throttled(identity)) {
            return Verdict.DENIED;
        }
        byte[] question = EntryId.secret(jvmKey, identity);
        Verdict fetched = flights.join(question, () -> {
            Secrets.Known meanwhile = secrets().recall(cache, identity, stamp, timeout);
            if (answers(identity, meanwhile, check) == null) {
                counters.count(Event.COALESCED);
                return Verdict.granted(meanwhile.secret().getBytes(UTF_8));
            }
            Verdict secret = ask(identity, miss, () -> fetched(check));
            if (judge(secret, check).granted()) {
                secrets().store(cache, identity, stamp, expiry(timeout), text(secret));
            } else if (meanwhile.secret() != null && !meanwhile.secret().equals(text(secret))) {
                secrets().remove(cache, identity);
            }
            return secret;
        });
        Verdict verdict = judge(fetched, check);
        learn(cache, identity, verdict, miss);
        return verdict;
    }

    private <E extends Exception> Miss answers(Identity identity, Secrets.Known known, SecretCheck<E> check) {
        if (known.miss() != null) {
            return known.miss();
        }
        if (mayNotServe(identity)) {
            return Miss.BACKEND_DOWN;
        }
        return check.fits(known.secret()) ? null : Miss.WRONG_PASSWORD;
    }

    private static <E extends Exception> Verdict fetched(SecretCheck<E> check) throws E {
        String secret = check.fetch();
        return secret == null ? Verdict.UNKNOWN_USER : Verdict.granted(secret.getBytes(UTF_8));
    }

    private static <E extends Exception> Verdict judge(Verdict fetched, SecretCheck<E> check) {
        if (!fetched.granted()) {
            return fetched;
        }
        return check.fits(text(fetched)) ? Verdict.granted(NO_ATTACHMENT) : Verdict.DENIED;
    }

    private static String text(Verdict secret) {
        return new String(secret.attachment(), UTF_8);
    }

    @Override
    public boolean store(Identity identity, char[] password, byte[] attachment, Duration timeout) {
        SharedCache cache = shared.get();
        if (cache == null || !provideFor(identity.source())) {
            counters.refused(cache == null ? Unstored.SWITCHED_OFF : Unstored.NOT_LISTED);
            return false;
        }
        Stamp stamp = generations.current(cache, identity.context(), identity.user());
        return remember(cache, identity, stamp, password, Verdict.granted(attachment), timeout);
    }

    @Override
    public void forgetUser(String user) {
        counters.count(Event.USER_FORGOTTEN);
        SharedCache cache = shared.get();
        generations.renew(cache, Scope.user(user));
        if (settings.httpdRecords() && cache != null) {
            httpdSecrets.removeUser(cache, user);
        }
    }

    @Override
    public void forgetContext(String context) {
        counters.count(Event.CONTEXT_FORGOTTEN);
        SharedCache cache = shared.get();
        generations.renew(cache, Scope.context(context));
        if (settings.httpdRecords() && cache != null) {
            httpdSecrets.removeContext(cache, context);
        }
    }

    @Override
    public void flush() {
        counters.count(Event.FLUSHED);
        SharedCache cache = shared.get();
        if (cache != null) {
            cache.clear();
        }
        generations.renewEveryone(cache);
    }

    /** Users with an entry, or forgotten lately; -1 if the provider cannot list. */
    public long users() {
        SharedCache cache = shared.get();
        long[] users = new long[1];
        boolean listed = cache != null
                && cache.iterate(entry -> {
                    users[0] += GenerationRecord.isUser(entry.data()) ? 1 : 0;
                    return true;
                });
        return listed ? users[0] : -1;
    }

    /** Puts a new key in front; entries under the old one stay good until their timeout. */
    public void rotateKey() {
        keys.rotate();
    }

    /** Counts a login that has no name and password for the cache. */
    public void bypassed() {
        counters.count(Event.BYPASSED);
    }

    private long expiry(Duration timeout) {
        return clock.millis() + timeout.toMillis();
    }

    private static String target(Identity identity) {
        return Scope.user(identity.user()).name();
    }
}
