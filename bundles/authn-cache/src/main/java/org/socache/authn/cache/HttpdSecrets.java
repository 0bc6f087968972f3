// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.authn.Identity;
import org.socache.authn.cache.Counters.Miss;
import org.socache.authn.cache.Counters.Unstored;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Secrets as mod_authn_socache keeps them, so that httpd nodes read ours and we read theirs: the id is
 * {@code context:user}, for digest {@code context:user:realm}, and the value is the hash or HA1 in clear. Whoever reads
 * the cache has what htpasswd and htdigest files have, and whoever writes it can let anyone in.
 */
final class HttpdSecrets implements Secrets {

    /** httpd reads into 256 bytes, and needs one for the end. */
    static final int LONGEST = 255;

    private static final Pattern COLON = Pattern.compile(":");

    private final Generations generations;
    private final Counters counters;

    HttpdSecrets(Generations generations, Counters counters) {
        this.generations = generations;
        this.counters = counters;
    }

    @Override
    public Known recall(SharedCache cache, Identity identity, Stamp stamp, Duration timeout) {
        byte[] value = cache.retrieve(id(identity));
        return value == null ? new Known(null, Miss.ABSENT) : new Known(new String(value, UTF_8), null);
    }

    @Override
    public boolean store(SharedCache cache, Identity identity, Stamp stamp, long expiry, String secret) {
        byte[] value = secret.getBytes(UTF_8);
        if (value.length > LONGEST) {
            counters.refused(Unstored.TOO_LONG_FOR_HTTPD);
            return false;
        }
        StoreResult result = cache.store(id(identity), expiry, value);
        if (!result.stored()) {
            counters.refused(result.refusal());
            return false;
        }
        // the record does not say when its login began; looked at after storing, as forgetting removes after it has
        // begun anew
        if (!generations.current(cache, identity.context(), identity.user()).sameAs(stamp)) {
            remove(cache, identity);
            counters.refused(Unstored.FORGOTTEN_MEANWHILE);
            return false;
        }
        counters.count(Counters.Event.STORED);
        return true;
    }

    @Override
    public void remove(SharedCache cache, Identity identity) {
        cache.remove(id(identity));
    }

    /** Removes a user's entries in all spellings of the name, where the provider can list them. */
    void removeUser(SharedCache cache, String user) {
        String folded = folded(user);
        removeAll(cache, id -> folded(id).indexOf(folded, 1) > 0);
    }

    /** Part by part, as a letter may be folded by those beside it; between colons, which names may have too. */
    private static String folded(String parts) {
        return COLON.splitAsStream(parts).map(Spelling::folded).collect(Collectors.joining(":", ":", ":"));
    }

    /** Removes a context's entries, where the provider can list them. */
    void removeContext(SharedCache cache, String context) {
        removeAll(cache, id -> id.startsWith(context + ':'));
    }

    private static void removeAll(SharedCache cache, Predicate<String> goes) {
        List<byte[]> ids = new ArrayList<>();
        cache.iterate(entry -> {
            if (goes.test(new String(entry.id(), UTF_8))) {
                ids.add(entry.id());
            }
            return true;
        });
        ids.forEach(cache::remove);
    }

    private static byte[] id(Identity identity) {
        String id = identity.context() + ':' + identity.user();
        return (identity.realm().isEmpty() ? id : id + ':' + identity.realm()).getBytes(UTF_8);
    }
}
