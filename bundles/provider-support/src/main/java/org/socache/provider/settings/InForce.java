// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.settings;

import java.util.Map;
import java.util.function.Function;

import org.slf4j.Logger;
import org.socache.api.spi.ProviderException;

/**
 * The settings of a provider that hold now. Values that are refused change nothing; while there have been no right ones, no cache
 * opens, but the provider is there, and its caches are as soon as the values are corrected.
 *
 * @param <S> the settings, immutable
 */
public final class InForce<S> {

    private final Function<Map<String, Object>, S> reader;
    private final Logger log;
    private volatile S settings;
    private volatile String refusal = "not configured yet";

    /**
     * @param reader throws an {@link IllegalArgumentException} that names file, key, value and what is allowed
     * @param log of the provider, to be told what is refused
     */
    public InForce(Function<Map<String, Object>, S> reader, Logger log) {
        this.reader = reader;
        this.log = log;
    }

    /** Puts values into force, or logs why not. */
    public void take(Map<String, Object> values) {
        try {
            settings = reader.apply(values);
        } catch (IllegalArgumentException wrong) {
            refusal = wrong.getMessage();
            log.error(
                    "{}; {}",
                    refusal,
                    settings == null
                            ? "no cache opens until it is corrected"
                            : "the configuration before stays in force");
        }
    }

    /** @throws ProviderException as long as there are none; the message says what was wrong with the last ones */
    public S get() {
        S now = settings;
        if (now == null) {
            throw new ProviderException(refusal);
        }
        return now;
    }
}
