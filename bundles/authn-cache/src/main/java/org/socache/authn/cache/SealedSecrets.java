// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.socache.api.SharedCache;
import org.socache.authn.Identity;
import org.socache.authn.cache.Counters.Unstored;
import org.socache.authn.seal.SealedRecord;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Secrets in sealed records. */
final class SealedSecrets implements Secrets {

    private final Entries entries;
    private final Counters counters;
    private final BooleanSupplier keyIsSafe;

    /** @param keyIsSafe false if passwords are slow-hashed because readers of the cache may have the key */
    SealedSecrets(Entries entries, Counters counters, BooleanSupplier keyIsSafe) {
        this.entries = entries;
        this.counters = counters;
        this.keyIsSafe = keyIsSafe;
    }

    @Override
    public Known recall(SharedCache cache, Identity identity, Stamp stamp, Duration timeout) {
        Entries.Found found = entries.find(cache, identity, stamp, timeout);
        return found.present()
                ? new Known(new String(found.record().attachment(), UTF_8), null)
                : new Known(null, found.miss());
    }

    @Override
    public boolean store(SharedCache cache, Identity identity, Stamp stamp, long expiry, String secret) {
        if (!keyIsSafe.getAsBoolean()) {
            counters.refused(Unstored.SECRET_WITH_SLOW_HASH);
            return false;
        }
        return entries.store(
                        cache,
                        identity,
                        stamp,
                        expiry,
                        key -> SealedRecord.ofSecret(expiry, stamp.digest(), secret.getBytes(UTF_8)))
                != null;
    }

    @Override
    public void remove(SharedCache cache, Identity identity) {
        entries.remove(cache, identity);
    }
}
